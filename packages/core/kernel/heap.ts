/**
 * Memory for the rows of a window, which is never given back but with the kernel.
 */
import * as At from "./memory"

let free: usize = At.heap

/** So many bytes behind those of the last call, all of them zero. */
export function allocate(bytes: i32): i32 {
  const at = free
  free += bytes
  const missing = <i32>((free + 0xffff) >>> 16) - memory.size()
  // By a megabyte at least. Where there is no more, what is written next ends the call.
  if (missing > 0) memory.grow(max(missing, 16))
  return <i32>at
}
