/**
 * The files of the page, as they are: nothing is built. Its TypeScript loses its types on the way out, and an import map
 * says where the modules of others are.
 */
import { createHash } from "node:crypto"
import { readdirSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"

import { Effect, FileSystem } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"

const folder = new URL("page/", import.meta.url)

const chart = import.meta.resolve("chart.js")

/** Each path with its file: only these are served. */
const files: ReadonlyMap<`/${string}`, URL> = new Map([
  ...readdirSync(folder).map((name) => [`/${name}` as const, new URL(name, folder)] as const),
  ["/", new URL("index.html", folder)],
  ["/modules/chart.js", new URL(chart)],
  ["/modules/chunks/index.js", new URL("chunks/index.js", chart)],
  ["/modules/color.js", new URL(import.meta.resolve("@kurkle/color"))],
  ["/modules/SafeText.js", new URL(import.meta.resolve("@varg-usage/core/SafeText"))],
  ["/inter.woff2", new URL(import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"))]
])

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".ts": "text/javascript; charset=utf-8",
  ".woff2": "font/woff2"
}

/** Nothing from elsewhere, nothing inline but the import map, and no text ever becomes markup or a program. */
const policy = (html: string): string => {
  const map = /<script type="importmap">(?<text>[^<]*)</u.exec(html)?.groups?.["text"] ?? ""
  const hash = createHash("sha256").update(map).digest("base64")
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join("; ")
}

const contentOf = Effect.fnUntraced(function* (fileSystem: FileSystem.FileSystem, file: URL) {
  const path = fileURLToPath(file)
  const contentType = types[extname(path)] ?? "application/octet-stream"
  if (contentType.startsWith("font/")) {
    return HttpServerResponse.uint8Array(yield* fileSystem.readFile(path), { contentType })
  }
  const text = yield* fileSystem.readFileString(path)
  const response = HttpServerResponse.text(path.endsWith(".ts") ? stripTypeScriptTypes(text) : text, { contentType })
  return path.endsWith(".html")
    ? HttpServerResponse.setHeader(response, "content-security-policy", policy(text))
    : response
})

const headers = {
  "cache-control": "no-cache",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff"
}

/** `GET /`, and what the page needs. Files are read anew for each request, so that a change is seen at once. */
export const layer = HttpRouter.use((router) =>
  Effect.flatMap(FileSystem.FileSystem, (fileSystem) =>
    router.addAll(
      Array.from(files, ([path, file]) => {
        const content = contentOf(fileSystem, file).pipe(Effect.orDie)
        return HttpRouter.route("GET", path, Effect.map(content, HttpServerResponse.setHeaders(headers)))
      })
    )
  )
)
