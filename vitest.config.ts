import { defineConfig } from "vitest/config"

// `.ci/run` reads the real counts from this file; without the variable nothing is written.
const result = process.env["HEDDLE_TEST_RESULT"]

export default defineConfig({
  // "heddle" and "heddle/vitest" are src here, as in tsconfig.json, so that no test depends on an earlier build.
  ssr: { resolve: { conditions: ["heddle-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // Every core: vitest would leave one idle, and on two cores that is half of them.
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 60_000,
    reporters: result === undefined ? ["default"] : ["default", ["json", { outputFile: result }]]
  }
})
