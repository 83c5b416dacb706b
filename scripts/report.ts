/** How a check ends: one line when all is well, else each problem on a line and exit code 1. */
import path from "node:path"

/** The root of the workspace. */
export const root = path.dirname(import.meta.dirname)

/** Prints the outcome of a check and sets the exit code. */
export const finish = (subject: string, problems: ReadonlyArray<string>): void => {
  if (problems.length === 0) {
    console.log(`${subject}: fine`)
    return
  }
  console.error([`${subject}: ${problems.length} problem${problems.length === 1 ? "" : "s"}`, ...problems].join("\n  "))
  process.exitCode = 1
}
