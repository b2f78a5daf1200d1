/**
 * The search by reads-from classes sees each class once, as brute force does, and finds what can be found in them.
 *
 * `npm run test:sweep` does so for a great many more programs.
 */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { writers } from "../../../src/scenarios/litmus/published.ts"
import { checkers } from "../../../src/sim/check/checkers.ts"
import { assert as claim, choose } from "../../../src/sim/choice.ts"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import { ReadsFrom } from "../../../src/sim/explore/reads-from.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { call, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { record, update } from "../../../src/sim/memory/record.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, refusal } from "../searching.ts"
import { classesOf, exactIn } from "./classes.ts"
import { bodyOf, families, parse, print, type Program, programsOf } from "./programs.ts"

const sweep = Number(process.env["HEDDLE_SWEEP"] ?? 0)
const seed = Number(process.env["HEDDLE_SWEEP_SEED"] ?? (sweep > 0 ? Date.now() % 1_000_000 : 20_211_005))
const numRuns = sweep > 0 ? sweep : 40
const interleavingsMax = sweep > 0 ? 3000 : 800
const tasksMax = sweep > 0 ? 4 : 3
const timeout = sweep > 0 ? 3_600_000 : 60_000

/** Fibers are refused. */
const ofFibers = ["fork", "all", "race", "timeout", "scoped", "detach"] as const
const kept = Object.entries(families).filter(([, ops]) => !ofFibers.some((op) => ops.includes(op)))
/** No steps commute that change their object, and nothing turns out late to be more than loaded and stored to. */
const once = new Set(["memory", "bits", "mutex", "completion", "refcount", "semaphore", "tasks", "fresh"])

/** Compares the search with brute force; undefined where there are too many interleavings. */
const compared = (program: Program, isOnce: boolean) => {
  const fail = (what: string) => {
    throw new Error(`${what}\nof the program\n${print(program)}`)
  }
  const body = bodyOf(program)
  const exact = exactIn(body, new DepthFirst(), interleavingsMax)
  const brute = classesOf(body, new DepthFirst(), exact, interleavingsMax)
  if (!brute.exhausted) return undefined
  const search = new ReadsFrom()
  const seen = classesOf(body, search, exact, 3 * interleavingsMax)
  for (const key of brute.runs.keys()) if (!seen.runs.has(key)) fail(`the search missed\n${key}`)
  for (const key of seen.runs.keys()) if (!brute.runs.has(key)) fail(`no interleaving is\n${key}`)
  if (!seen.exhausted) fail("the search goes on when all is explored")
  if (seen.executions !== seen.runs.size + search.repeated) {
    fail(`${seen.executions} executions, ${search.repeated} repeated`)
  }
  if (isOnce && search.repeated > 0) fail(`${search.repeated} executions are like another`)
  return seen.runs.size
}

/** The most that an execution can be asked for when the order of blind stores is not known. */
const sound = checkers.filter(({ ofTraces }) => ofTraces === undefined)

/** SCTBench, CS/reorder: all but one task set a, then b; one looks whether it sees both or neither. */
const reorder = (n: number) =>
  function* main() {
    const a = yield* variable("a", 0)
    const b = yield* variable("b", 0)
    for (let i = 1; i < n; i++) {
      yield* task(`setter ${i}`, function*() {
        yield* a.store(1)
        yield* b.store(-1)
      })
    }
    yield* task("checker", function*() {
      const [seenA, seenB] = [yield* a.load, yield* b.load]
      yield* claim((seenA === 0 && seenB === 0) || (seenA === 1 && seenB === -1), "one is set and the other is not")
    })
  }

const statsOf = (body: () => Generator<any, any, any>, strategy: "dpor" | "reads-from") =>
  explored(scenario("counted", body), { strategy, checkers: [] }).stats

describe(`the search by reads-from classes (seed ${seed})`, () => {
  for (const [family] of kept) {
    it(`sees every class once of ${numRuns} programs with steps of the family ${family}`, { timeout }, () => {
      let programs = 0
      let most = 0
      fc.assert(
        fc.property(programsOf(family, tasksMax, 4), (program) => {
          const classes = compared(program, once.has(family))
          if (classes === undefined) return
          programs++
          most = Math.max(most, classes)
        }),
        { seed, numRuns }
      )
      assert.isAbove(programs, numRuns / 2)
      assert.isAbove(most, 1)
    })
  }

  it("finds what brute force finds, by all checkers that it asks", { timeout }, () => {
    let findings = 0
    for (const [family] of kept) {
      fc.assert(
        fc.property(programsOf(family, 3, 4), (program) => {
          const asked = scenario("generated", bodyOf(program))
          const limits = { executionsMax: 800 }
          const brute = explored(asked, { strategy: "dfs", limits, checkers: sound })
          if (brute.bounds.length > 0) return
          const quick = explored(asked, { strategy: "reads-from", limits: { executionsMax: 2400 }, checkers: sound })
          const keys = ({ findings: all }: typeof brute) => all.map(({ key, kind }) => `${kind} ${key}`).toSorted()
          assert.deepStrictEqual(keys(quick), keys(brute), print(program))
          assert.strictEqual(quick.verdict, brute.verdict, print(program))
          findings += quick.findings.length
        }),
        { seed, numRuns: 10 }
      )
    }
    assert.isAbove(findings, 100)
  })

  it("runs 7 executions of lastwrite(7), which has 5,040 traces", () => {
    const { executions, redundant, traces } = statsOf(writers(7), "reads-from")
    assert.deepStrictEqual({ executions, redundant, traces }, { executions: 7, redundant: 0, traces: 7 })
    assert.strictEqual(statsOf(writers(7), "dpor").traces, 5040)
  })

  it("runs n * n executions of reorder(n), and finds its bug among the first", () => {
    // Each load finds the first value, or that of one of the setters.
    for (const n of [3, 4, 10]) assert.strictEqual(statsOf(reorder(n), "reads-from").executions, n * n)
    assert.strictEqual(statsOf(reorder(3), "dpor").executions, 36)
    assert.strictEqual(statsOf(reorder(4), "dpor").executions, 576)
    const assertion = checkers.filter(({ name }) => name === "assertion")
    const { stats, verdict } = explored(scenario("reorder", reorder(10)), {
      strategy: "reads-from",
      checkers: assertion
    })
    assert.strictEqual(verdict, "assertion")
    assert.isAtMost(stats.firstFinding!, 10)
  })

  it("gives findings that replay by their token", () => {
    const asked = scenario("reorder", reorder(3))
    const { findings } = explored(asked, { strategy: "reads-from" })
    assert.includeMembers(findings.map(({ kind }) => kind), ["assertion", "data-race"])
    for (const { key, kind, token } of findings) {
      assert.includeMembers(replay(asked, token).findings.map((seen) => `${seen.kind} ${seen.key}`), [`${kind} ${key}`])
    }
  })

  it("begins anew when a location turns out to be more than loaded and stored to", () => {
    const program = parse("xchg1 when{xchg} store\nstore xchg1")
    const search = new ReadsFrom()
    const exact = exactIn(bodyOf(program), new DepthFirst(), 100)
    assert.strictEqual(classesOf(bodyOf(program), search, exact, 100).runs.size, 3)
    assert.isAbove(search.repeated, 0)
  })

  it("counts once what differs in the order of readers of one lock alone", () => {
    const body = function*() {
      const sem = yield* rwsem("sem")
      for (const name of ["a", "b"]) {
        yield* task(name, function*() {
          yield* sem.downRead
          yield* sem.upRead
        })
      }
    }
    assert.strictEqual(statsOf(body, "dpor").traces, 1)
    const { executions, redundant, traces } = statsOf(body, "reads-from")
    assert.strictEqual(traces, 1)
    assert.isAbove(redundant, 0)
    assert.strictEqual(redundant + traces, executions)
  })

  it("explores every value of a choice with every class", () => {
    const stats = statsOf(function*() {
      const x = yield* variable("x", 0)
      yield* task("t", function*() {
        yield* x.store(yield* choose(3))
      })
      if ((yield* x.load) === 2) yield* choose(2)
    }, "reads-from")
    // The load finds the first value or the store, of one of three; what is drawn after it is drawn where it finds 2.
    assert.deepStrictEqual([stats.executions, stats.redundant], [7, 0])
  })

  it("says verified only where nothing was left for the checkers that it cannot ask", () => {
    const silent = explored(scenario("silent", writers(2)), { strategy: "reads-from", checkers: sound.slice(1) })
    assert.deepStrictEqual([silent.verdict, silent.exhaustive], ["verified", true])
    const pair = scenario("pair", function*() {
      const fw = yield* record("fw", { major: 0, minor: 0 })
      yield* update(fw, function*() {
        yield* fw.major.writeOnce(1)
        yield* fw.minor.writeOnce(1)
      })
    })
    const updated = explored(pair, { strategy: "reads-from" })
    assert.deepStrictEqual([updated.verdict, updated.bounds], ["no-finding", ["not looked for: window-read"]])
    const early = scenario("early", function*() {
      const flash = pointer("flash", function*() {})
      yield* task("user", function*() {
        yield* call(flash, "device")
      })
      yield* ready("device")
    })
    const called = explored(early, { strategy: "reads-from" })
    assert.deepStrictEqual([called.verdict, called.bounds], ["no-finding", ["not looked for: early-call"]])
    assert.strictEqual(explored(early).verdict, "early-call")
  })

  it("refuses fibers, and says what to use", () => {
    const message = refusal("misuse", () =>
      function*() {
        const x = yield* variable("x", 0)
        yield* Effect.forkChild(Effect.gen(function*() {
          yield* x.load
        }))
      }, { strategy: "reads-from" })
    assert.match(message, /use --strategy dpor/)
  })
})
