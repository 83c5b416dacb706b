/** What typed arrays have in common here. */
interface TypedArray<A> {
  readonly length: number
  readonly set: (from: A) => void
  readonly subarray: (start: number, end: number) => A
}

/** The array, with as much of another one as fits. */
export const filled = <A extends TypedArray<A>>(to: A, from: A): A => {
  to.set(from.subarray(0, to.length))
  return to
}
