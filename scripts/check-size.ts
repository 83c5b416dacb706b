/**
 * Checks that what an application imports stays within `import-sizes.json`. `--update` writes budgets for today's sizes,
 * with a tenth of room.
 */
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { type Budgets, budgetsFor, measure, problems } from "./importSizes.ts"
import { finish, root } from "./report.ts"

const file = path.join(root, "scripts", "import-sizes.json")
const budgets = JSON.parse(readFileSync(file, "utf8")) as Budgets

const statements = Object.keys(budgets)
const measured = Object.fromEntries(
  await Promise.all(statements.map(async (statement) => [statement, await measure(statement)] as const))
)

const width = Math.max(...statements.map(({ length }) => length))
console.log(`${"bytes, minified and compressed".padEnd(width)}  ${"own".padStart(8)}  with Effect`)
for (const [statement, { own, withEffect }] of Object.entries(measured)) {
  console.log(`${statement.padEnd(width)}  ${String(own).padStart(8)}  ${String(withEffect).padStart(11)}`)
}

if (process.argv.includes("--update")) writeFileSync(file, `${JSON.stringify(budgetsFor(measured), null, 2)}\n`)
else finish(`size of ${statements.length} imports`, problems(measured, budgets))
