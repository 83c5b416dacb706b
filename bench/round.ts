/** One contender, once, in this process: prints what it measured as JSON. */
import { contenders } from "./contenders.ts"

const [name = "", file = ""] = process.argv.slice(2)
const contender = contenders[name]
if (contender === undefined) throw new RangeError(`There is no contender "${name}"`)

const start = performance.now()
const costs = await contender(file)
const millis = performance.now() - start
console.log(JSON.stringify({ millis, peakBytes: process.resourceUsage().maxRSS * 1024, costs: [...costs] }))
