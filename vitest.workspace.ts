import { defineConfig } from "vitest/config"

/** The list of test projects. Vitest 5 reads `vitest.config.ts`, which re-exports this. */
export default defineConfig({
  test: {
    projects: [
      "packages/*",
      { test: { name: "scripts", include: ["scripts/test/**/*.test.ts"] } },
      { test: { name: "examples", include: ["examples/**/*.test.ts"] } },
      { test: { name: "bench", include: ["bench/test/**/*.test.ts"] } }
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "lcov"] }
  }
})
