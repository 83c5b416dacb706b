/** Every contender by its name. Each is loaded only in the process that measures it, so that none pays for another. */
import type { Contender } from "./contender.ts"

export const contenders = {
  readAndDrop: async () => (await import("./handWritten.ts")).readAndDrop,
  parseAndLoop: async () => (await import("./handWritten.ts")).parseAndLoop,
  fetchJson: async () => (await import("./handWritten.ts")).fetchJson,
  fetchAndDrop: async () => (await import("./handWritten.ts")).fetchAndDrop,
  parsedWhole: async () => (await import("./parsedRecords.ts")).parsedWhole,
  parsedBatches: async () => (await import("./parsedRecords.ts")).parsedBatches,
  duckDb: async () => (await import("./duckDb.ts")).duckDb,
  polars: async () => (await import("./polars.ts")).polars,
  streamJson: async () => (await import("./streamJson.ts")).streamJson,
  streamParser: async () => (await import("./streamParser.ts")).streamParser,
  effectDrain: async () => (await import("./effectJson.ts")).effectDrain,
  effectJsonArray: async () => (await import("./effectJson.ts")).effectJsonArray,
  effectJsonArrayCompiled: async () => (await import("./effectJsonCompiled.ts")).effectJsonArray,
  effectSchemaBody: async () => (await import("./effectJson.ts")).effectSchemaBody,
  effectSchemaBodyCompiled: async () => (await import("./effectJsonCompiled.ts")).effectSchemaBody,
  rollup: async () => (await import("./vargUsage.ts")).rollup,
  rollupWithoutRepeats: async () => (await import("./vargUsage.ts")).rollupWithoutRepeats,
  rollupUndici: async () => (await import("./vargUsageUndici.ts")).rollup,
  rollupUndiciWithoutRepeats: async () => (await import("./vargUsageUndici.ts")).rollupWithoutRepeats,
  batches: async () => (await import("./vargUsage.ts")).batches,
  records: async () => (await import("./vargUsage.ts")).records,
  recordsWithoutRepeats: async () => (await import("./vargUsage.ts")).recordsWithoutRepeats
} satisfies Readonly<Record<string, () => Promise<Contender>>>

export type ContenderName = keyof typeof contenders
