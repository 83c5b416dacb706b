/**
 * Loaded before a round: packages of the workspace resolve to what is published, JavaScript, so that no process is
 * charged with taking types out of sources. Peers that are too large for the workspace resolve to where `pnpm bench:peers`
 * puts them.
 */
import { registerHooks } from "node:module"

const root = new URL("../../", import.meta.url)

const peers = new Set(["@duckdb/node-api", "nodejs-polars"])
const peersFolder = new URL("bench/peers/package.json", root).href

registerHooks({
  resolve: (specifier, context, next) => {
    if (peers.has(specifier)) return next(specifier, { ...context, parentURL: peersFolder })
    const [, name, entry = "index"] = /^@varg-usage\/(\w+)(?:\/(\w+))?$/u.exec(specifier) ?? []
    return next(name === undefined ? specifier : new URL(`packages/${name}/dist/${entry}.js`, root).href, context)
  }
})
