/** The fields of a record that have another name on the wire. */
export const wireNames = {
  jobId: "job_id",
  costCents: "cost_cents",
  cacheHit: "cache_hit",
  createdAt: "created_at"
} as const
