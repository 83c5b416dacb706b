/** What a consumer of records makes of them: a look at each cost and each id. */
import type { Rollup } from "../data/rollup.ts"

export class RecordSum {
  private cents = 0
  private letters = 0

  add(jobId: string, cents: number): void {
    this.cents += cents
    this.letters += jobId.length
  }

  get value(): Rollup {
    return [
      ["all", "cents", this.cents],
      ["all", "letters of ids", this.letters]
    ]
  }
}
