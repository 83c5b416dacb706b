#!/usr/bin/env node
/**
 * Starts the program from compiled code of earlier runs, which saves a third of the time until the first request.
 */
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("./main.ts")
