/**
 * The layouts that were learned, and when to learn another one.
 */
import { type Layout, learn } from "./layout.ts"

/** Layouts held at a time: records with and without a field, from more than one writer. */
const maxLayouts = 4
/** Records that no layout fits, from one that is learned from to the next. */
const learningInterval = 8

export class KnownLayouts {
  /** Those used last come first. */
  readonly all: Array<Layout> = []
  private misses = 0

  /** Hears of a record that was read otherwise. Of an answer of one record there is nothing to learn for. */
  learnFrom(record: Uint8Array): void {
    if (this.misses++ % learningInterval !== 1) return
    const layout = learn(record)
    if (layout === undefined || this.all.some((one) => one.text === layout.text)) return
    this.all.unshift(layout)
    if (this.all.length > maxLayouts) this.all.pop()
  }

  /** Hears of a layout that fitted. */
  prefer(layout: Layout): void {
    if (layout === this.all[0]) return
    this.all.splice(this.all.indexOf(layout), 1)
    this.all.unshift(layout)
  }
}
