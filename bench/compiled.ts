/**
 * Loaded before a round: packages of the workspace resolve to what is published, JavaScript, so that no process is
 * charged with taking types out of sources.
 */
import { registerHooks } from "node:module"

const root = new URL("../../", import.meta.url)

registerHooks({
  resolve: (specifier, context, next) => {
    const [, name, entry = "index"] = /^@varg-usage\/(\w+)(?:\/(\w+))?$/u.exec(specifier) ?? []
    return next(name === undefined ? specifier : new URL(`packages/${name}/dist/${entry}.js`, root).href, context)
  }
})
