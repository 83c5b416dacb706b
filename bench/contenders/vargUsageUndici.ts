/** This project over Effect's client for undici, as Node programs have it that leave `fetch` aside. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"

import { rollupOver } from "./vargUsage.ts"

export const rollup = rollupOver(NodeHttpClient.layerUndici)

export const rollupWithoutRepeats = rollupOver(NodeHttpClient.layerUndici, { detectRepeats: false })
