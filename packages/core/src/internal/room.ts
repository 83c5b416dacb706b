/**
 * Typed arrays for rows that are being written.
 */

/** The longest job id in bytes of UTF-8: 4,096 UTF-16 units of up to three bytes. */
export const maxJobIdBytes = 3 * 4096

/** Those of a chunk of 64 KiB. */
const initialRows = 512

export interface Room {
  readonly model: Int32Array<ArrayBuffer>
  readonly capability: Int32Array<ArrayBuffer>
  readonly costMicros: Float64Array<ArrayBuffer>
  readonly cacheHit: Int8Array<ArrayBuffer>
  readonly createdAt: Float64Array<ArrayBuffer>
  readonly jobIdBytes: Uint8Array<ArrayBuffer>
  readonly jobIdEnds: Int32Array<ArrayBuffer>
  readonly jobHashLow: Int32Array<ArrayBuffer>
  readonly jobHashHigh: Int32Array<ArrayBuffer>
}

export const makeRoom = (): Room => ({
  model: new Int32Array(initialRows),
  capability: new Int32Array(initialRows),
  costMicros: new Float64Array(initialRows),
  cacheHit: new Int8Array(initialRows),
  createdAt: new Float64Array(initialRows),
  jobIdBytes: new Uint8Array(maxJobIdBytes + 64 * initialRows),
  jobIdEnds: new Int32Array(initialRows),
  jobHashLow: new Int32Array(initialRows),
  jobHashHigh: new Int32Array(initialRows)
})
