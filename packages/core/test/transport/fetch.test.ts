import { FetchHttpClient } from "effect/http"

import * as Asker from "./Asker.ts"
import { suite } from "./suite.ts"

suite("fetch", Asker.overHttpClient(FetchHttpClient.layer))
