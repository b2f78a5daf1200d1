/**
 * What `heddle new` writes: a scenario that works at once, and its test.
 *
 * It is a whole question with two answers, one that fails and one that holds: the reader changes it step by step and is
 * never without a running scenario. A test explores what is written here.
 */

/** The scenario file. */
export const scenarioTemplate = (name: string): string =>
  `import { assert, mutex, scenario, task, variable } from "heddle"

/**
 * Two tasks add one to a counter. Is an update lost?
 *
 * - All state is made in here: heddle runs this function from its start for every schedule.
 * - Every access to shared state is a \`yield*\`; what stands between two of them happens at once.
 * - \`designs\` declares what each design is expected to give; \`heddle explore\` fails when that changes.
 */
export default scenario("${name}", {
  question: "Two tasks add one to a counter. Is an update lost?",
  designs: {
    plain: ["data-race", "assertion"],
    locked: "verified"
  }
}, function* main({ design }) {
  const counter = yield* variable("counter", 0)
  const lock = yield* mutex("lock")

  function* add_one() {
    if (design === "locked") yield* lock.lock
    const value = yield* counter.load
    yield* counter.store(value + 1)
    if (design === "locked") yield* lock.unlock
  }

  const first = yield* task("first", add_one)
  const second = yield* task("second", add_one)
  yield* first.join
  yield* second.join
  yield* assert((yield* counter.load) === 2, "an update was lost")
})
`

/** The vitest test beside it. */
export const testTemplate = (file: string): string =>
  `import { it } from "heddle/vitest"
import scenario from "./${file}"

// One test for each design, against what the scenario declares. Needs \`npm install --save-dev heddle vitest\`.
it.explore(scenario)
`
