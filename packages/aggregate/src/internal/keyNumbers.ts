/**
 * Numbers the keys of some dimensions in the order in which they are met, by the numbers of the keys of one dimension less and
 * a code of the last one.
 */

/** Codes are below this, from -1 (none). */
const maxCodes = 2 ** 26
/** Places of the table at the most. */
const mostPlaces = 2 ** 18

export class KeyNumbers {
  private size = 0
  /** For each key a row of places, the first for code -1 (none): a number from 1, or 0 where there is none yet. */
  private table = new Int32Array(16)
  private rows = 1
  private columns = 16
  /** Those for which the table would be too large. */
  private readonly others = new Map<number, number>()

  /** Puts the numbers of keys in the place of those of one dimension less. */
  extend(keys: Int32Array, codes: Int32Array, count: number): void {
    let { columns, rows, table } = this
    for (let row = 0; row < count; row++) {
      const key = keys[row] ?? 0
      const code = (codes[row] ?? 0) + 1
      const known = code < columns && key < rows ? (table[key * columns + code] ?? 0) : 0
      if (known === 0) {
        keys[row] = this.number(key, code)
        ;({ columns, rows, table } = this)
      } else keys[row] = known - 1
    }
  }

  private number(key: number, code: number): number {
    this.makeRoom(key, code)
    if (key < this.rows && code < this.columns) {
      this.table[key * this.columns + code] = ++this.size
      return this.size - 1
    }
    const id = key * maxCodes + code
    const known = this.others.get(id)
    if (known !== undefined) return known
    this.others.set(id, this.size)
    return this.size++
  }

  /** Has the table reach a key and a code, unless it would be too large. */
  private makeRoom(key: number, code: number): void {
    // More than it has to, since keys and codes come one after the other.
    const rows = key < this.rows ? this.rows : powerOfTwo(4 * (key + 1))
    const columns = code < this.columns ? this.columns : powerOfTwo(4 * (code + 1))
    if (rows * columns === this.table.length || rows * columns > mostPlaces || this.others.size > 0) return
    const table = new Int32Array(rows * columns)
    for (let row = 0; row < this.rows; row++) {
      table.set(this.table.subarray(row * this.columns, (row + 1) * this.columns), row * columns)
    }
    this.table = table
    this.rows = rows
    this.columns = columns
  }
}

/** The least power of two that is no less. */
function powerOfTwo(least: number): number {
  return 2 ** (32 - Math.clz32(least - 1))
}
