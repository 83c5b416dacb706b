/** What a Markdown text holds that can be checked: its fences, its links and the anchors of its headings. */
import GithubSlugger from "github-slugger"
import type { Nodes } from "mdast"
import { fromMarkdown } from "mdast-util-from-markdown"
import { visit } from "unist-util-visit"

/** A block of code. */
export interface Fence {
  readonly language: string
  readonly code: string
  /** The line on which the code starts. */
  readonly line: number
}

/** A link or the source of an image, as written. */
export interface Link {
  readonly url: string
  readonly line: number
}

/** The checkable parts of a text. */
export interface Markdown {
  readonly fences: ReadonlyArray<Fence>
  readonly links: ReadonlyArray<Link>
  readonly anchors: ReadonlySet<string>
}

/** Reads a text. */
export const read = (text: string): Markdown => {
  const fences: Array<Fence> = []
  const links: Array<Link> = []
  const anchors = new Set<string>()
  const slugger = new GithubSlugger()
  visit(fromMarkdown(text), (node) => {
    const line = node.position?.start.line ?? 1
    if (node.type === "code") fences.push({ language: node.lang ?? "", code: `${node.value}\n`, line: line + 1 })
    if (node.type === "link" || node.type === "image" || node.type === "definition") links.push({ url: node.url, line })
    if (node.type === "heading") anchors.add(slugger.slug(textOf(node)))
  })
  return { fences, links, anchors }
}

/** The scripts of `package.json` that the commands of a shell fence run: `pnpm verify`, `npx -y pnpm@12 start`. */
export const scriptsIn = (shell: string): ReadonlyArray<string> =>
  Array.from(shell.matchAll(/\bpnpm(?:@[\w.-]+)?(?:[ \t]+-\w+)*[ \t]+([a-z][\w:-]*)/gu), ([, name]) => name ?? "")

function textOf(node: Nodes): string {
  if ("children" in node) return node.children.map(textOf).join("")
  return "value" in node ? node.value : ""
}
