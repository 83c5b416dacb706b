import { NodeHttpClient } from "@effect/platform-node"

import * as Asker from "./Asker.ts"
import { suite } from "./suite.ts"

suite("undici", Asker.overHttpClient(NodeHttpClient.layerUndici))
