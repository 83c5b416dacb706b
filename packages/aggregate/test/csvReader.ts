/** A reader of RFC 4180 that shares nothing with the writer: it takes what the grammar takes and nothing else. */

export interface Field {
  readonly text: string
  readonly isQuoted: boolean
}

const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/uy

/** Every record ends with CRLF, the last one too. Throws on anything else. */
export const readCsv = (text: string): ReadonlyArray<ReadonlyArray<Field>> => {
  const records: Array<ReadonlyArray<Field>> = []
  let fields: Array<Field> = []
  for (let at = 0; at < text.length;) {
    field.lastIndex = at
    const [whole = "", quoted, plain = ""] = field.exec(text) ?? []
    fields.push({ text: quoted?.replaceAll('""', '"') ?? plain, isQuoted: quoted !== undefined })
    at += whole.length
    if (text.startsWith("\r\n", at)) {
      records.push(fields)
      fields = []
      at += 2
    } else if (text[at] === ",") at += 1
    else throw new SyntaxError(`no CSV at ${at}: ${text.slice(at, at + 20)}`)
  }
  if (fields.length > 0) throw new SyntaxError("the last record does not end")
  return records
}
