/** What becomes of a body with a case of JSONTestSuite in it. */
import type { Case, Position } from "./jsonCases.ts"

export type Refusal = "json" | "utf8" | "duplicateKey" | "empty" | "Truncated" | "SchemaMismatch" | "LimitExceeded"

/** `read`: the body counts, and its record with the case. `set aside`: the body counts without that record. */
export type Verdict = Refusal | "read" | "set aside"

export const verdictOn = (found: Case, position: Position): Verdict => {
  // Bytes that are no text are refused before anybody asks what they say.
  if (!found.isUtf8) return "utf8"
  switch (found.kind) {
    case "n":
      return onInvalid(found.name, position)
    case "y":
      return onValid(found.name, position)
    case "i":
      return verdictsOnGroups[groupOf(found)][position]
  }
}

const endless = ["n_structure_100000_opening_arrays", "n_structure_open_array_object"]

/** A string that takes what follows the case for its own, up to the end of the body. */
const openStrings = [
  "n_object_unterminated-value",
  "n_string_1_surrogate_then_escape",
  "n_string_escaped_backslash_bad",
  "n_string_incomplete_escape",
  "n_string_start_escape_unclosed",
  "n_structure_array_with_unclosed_string",
  "n_structure_open_array_open_string",
  "n_structure_open_object_open_string",
  "n_structure_open_open"
]

const inRecord = { Truncated: [...openStrings, "n_string_single_doublequote"], LimitExceeded: endless }

/** What is refused for another reason than a fault of its syntax. */
const otherRefusals: Readonly<Record<Position, Readonly<Partial<Record<Refusal, ReadonlyArray<string>>>>>> = {
  root: {
    // A whole value that is no object is no usage answer, whatever follows it.
    SchemaMismatch: [
      "n_array_comma_after_close",
      "n_array_extra_close",
      "n_string_with_trailing_garbage",
      "n_structure_array_trailing_garbage",
      "n_structure_array_with_extra_array_close",
      "n_structure_close_unopened_array",
      "n_structure_double_array"
    ],
    // An object is read as it arrives, and these are right as far as they go.
    Truncated: [
      "n_object_missing_value",
      "n_object_no-colon",
      "n_object_unterminated-value",
      "n_structure_comma_instead_of_closing_brace",
      "n_structure_object_unclosed_no_value",
      "n_structure_open_object",
      "n_structure_open_object_open_string",
      "n_structure_unclosed_object"
    ],
    empty: ["n_single_space", "n_structure_UTF8_BOM_no_data", "n_structure_no_data"],
    LimitExceeded: endless
  },
  model: inRecord,
  extra: inRecord,
  beside: {
    // The brackets that these open take the one that closes the body.
    Truncated: [
      ...openStrings,
      "n_structure_open_array_open_object",
      "n_structure_open_object_open_array",
      "n_structure_unclosed_object"
    ],
    LimitExceeded: endless
  }
}

function onInvalid(name: string, position: Position): Verdict {
  const others = Object.entries(otherRefusals[position]) as ReadonlyArray<[Refusal, ReadonlyArray<string>]>
  return others.find(([, names]) => names.includes(name))?.[0] ?? "json"
}

function onValid(name: string, position: Position): Verdict {
  if (name.startsWith("y_object_duplicated_key")) return "duplicateKey"
  const isNull = name === "y_structure_lonely_null"
  if (position === "root") return isNull ? "empty" : "SchemaMismatch"
  return position !== "model" || isNull || texts.has(name) ? "read" : "set aside"
}

const texts = new Set(["y_string_space", "y_structure_lonely_string", "y_structure_string_empty"])

/** What a reader may decide for itself is decided by these five. */
export const groupOf = ({ isUtf8, name }: Case): "bytes" | "number" | "depth" | "mark" | "surrogate" => {
  if (!isUtf8) return "bytes"
  if (name.startsWith("i_number_")) return "number"
  if (name === "i_structure_500_nested_arrays") return "depth"
  return name === "i_structure_UTF-8_BOM_empty_object" ? "mark" : "surrogate"
}

const verdictsOnGroups: Readonly<Record<ReturnType<typeof groupOf>, Readonly<Record<Position, Verdict>>>> = {
  bytes: { root: "utf8", model: "utf8", extra: "utf8", beside: "utf8" },
  // Kept as they were written, and never rounded: no harm in a field that nobody reads.
  number: { root: "SchemaMismatch", model: "set aside", extra: "read", beside: "read" },
  depth: { root: "LimitExceeded", model: "set aside", extra: "set aside", beside: "LimitExceeded" },
  // Skipped at the start of a body, where it then says `{}`; a fault elsewhere.
  mark: { root: "SchemaMismatch", model: "json", extra: "json", beside: "json" },
  surrogate: { root: "utf8", model: "set aside", extra: "set aside", beside: "utf8" }
}
