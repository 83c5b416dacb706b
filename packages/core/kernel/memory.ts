/**
 * Where everything lies in the kernel's memory. All places are bytes, and multiples of 16.
 *
 * ```
 * 0        masks, layouts   what a record looks like
 * input    bytes to read    and room to look beyond them
 * ...      columns          of the rows that were read, as in UsageBatch
 * table    texts            models and capabilities, numbered
 * ...      fingerprints     of rows to look up
 * heap     rows             that were seen: only here does the memory grow
 * ```
 */

/** Bytes that can be looked at behind the input, whose values are checked afterwards. */
export const slack: i32 = 8192
export const inputSize: i32 = 131072
export const maxRows: i32 = 2048

/** 16 bytes of ones, then 16 of zeros. */
export const masks: usize = 64
export const layouts: usize = 1024
export const layoutSize: i32 = 2048
export const maxLayouts: i32 = 4

export const input: usize = 16384
export const cost: usize = input + inputSize + slack
export const createdAt: usize = cost + maxRows * 8
export const model: usize = createdAt + maxRows * 8
export const capability: usize = model + maxRows * 4
export const jobIdEnds: usize = capability + maxRows * 4
export const jobHashLow: usize = jobIdEnds + maxRows * 4
export const jobHashHigh: usize = jobHashLow + maxRows * 4
export const cacheHit: usize = jobHashHigh + maxRows * 4
export const jobIds: usize = cacheHit + maxRows

export const tableSize: i32 = 32768
export const maxTexts: i32 = 16384
export const textBytesSize: usize = 524288
/** Numbers of texts by the hash of their bytes, open addressing, at most half full; -1 is free. */
export const table: usize = jobIds + inputSize + slack
/** By fours of 32 bits: the hash, the length, where the bytes are, nothing. */
export const texts: usize = table + tableSize * 4
export const textBytes: usize = texts + maxTexts * 16

export const printJob: usize = textBytes + textBytesSize
export const printContent: usize = printJob + maxRows * 4
export const printHigh: usize = printContent + maxRows * 4
export const printInstant: usize = printHigh + maxRows * 4
export const isJob: usize = printInstant + maxRows * 8
export const isKnown: usize = isJob + maxRows * 4
export const tables: usize = isKnown + maxRows
/** The first page behind all that has its place. */
export const heap: usize = (tables + 512 + 0xffff) & ~0xffff
