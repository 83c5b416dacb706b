/**
 * Takes secrets out of text that a server sent, before anybody sees it.
 */
import { Redacted } from "effect"

import * as SafeText from "../SafeText.ts"

/** Whatever looks like a key of the vendor, ours or another's. */
const keyLike = /varg_[\w-]+/giu

/** The text on one line, at most 200 characters long, without the key. */
export const scrub = (text: string, apiKey: Redacted.Redacted): string => {
  const secret = Redacted.value(apiKey)
  // Names of hosts and types arrive in lower case.
  const withoutKey = secret === "" ? text : text.replaceAll(literally(secret), "<redacted>")
  return SafeText.visible(withoutKey.replaceAll(keyLike, "<redacted>").replaceAll(/\s+/gu, " ").trim())
}

/** Finds the text whatever its case, and whatever its characters mean in a pattern. */
function literally(text: string): RegExp {
  const characters = Array.from(text, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
  return new RegExp(characters.join(""), "giu")
}
