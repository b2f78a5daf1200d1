/**
 * The parts of the command line that need no process.
 */
import { assert, describe, it } from "vitest"
import { codeOfFailure, codeOfResults } from "../../src/cli/exit.ts"
import { durationMillis, searchOptions } from "../../src/cli/flags.ts"
import { Heartbeat } from "../../src/cli/heartbeat.ts"
import { didYouMean, nearest } from "../../src/cli/nearest.ts"
import { matches } from "../../src/cli/select.ts"
import { result } from "../report/fixtures.ts"

const nothing = {
  strategy: undefined,
  preemptions: undefined,
  delays: undefined,
  depth: undefined,
  executions: undefined,
  steps: undefined,
  timeMillis: undefined,
  seed: undefined,
  minimise: undefined,
  mutation: true,
  why: false,
  fix: false,
  out: []
}

describe("flags", () => {
  it("durations have a unit, seconds if none", () => {
    const texts = ["500ms", "30s", "30", "1.5m", "2h"]
    assert.deepStrictEqual(texts.map(durationMillis), [500, 30_000, 30_000, 90_000, 7_200_000])
    for (const text of ["", "s", "-1s", "0s", "1 s", "1d", "Infinity"]) assert.throws(() => durationMillis(text))
  })

  it("what is not said is left to the scenario's own limits", () => {
    assert.deepStrictEqual(searchOptions(nothing).search, { limits: {}, mutation: true })
    assert.deepStrictEqual(searchOptions({ ...nothing, executions: 5, timeMillis: 10 }).search.limits, {
      executionsMax: 5,
      timeMaxMillis: 10
    })
  })

  it("--preemptions chooses its strategy", () => {
    assert.strictEqual(searchOptions({ ...nothing, preemptions: 2 }).search.strategy, "preemption-bounded")
    assert.throws(() => searchOptions({ ...nothing, preemptions: 2, strategy: "dpor" }), /--preemptions/)
    assert.strictEqual(searchOptions({ ...nothing, delays: 2 }).search.strategy, "delay-bounded")
    assert.strictEqual(searchOptions({ ...nothing, depth: 2, executions: 9 }).search.strategy, "pct")
    assert.strictEqual(
      searchOptions({ ...nothing, depth: 2, strategy: "portfolio", executions: 9 }).search.strategy,
      "portfolio"
    )
    assert.throws(() => searchOptions({ ...nothing, depth: 2, strategy: "pos", executions: 9 }), /--depth is for/)
  })

  it("--out names a format and a file, which may hold an equals sign", () => {
    assert.deepStrictEqual(searchOptions({ ...nothing, out: ["json=a=b.json"] }).out, [
      { format: "json", file: "a=b.json" }
    ])
    for (const out of ["json", "json=", "=a", "xml=a"]) assert.throws(() => searchOptions({ ...nothing, out: [out] }))
  })
})

describe("did you mean", () => {
  const names = ["races/lost-update", "races/abba-deadlock", "devlink/s1-late-ops"]

  it("knows a slip of the finger, in the whole name or its last part", () => {
    assert.deepStrictEqual(nearest("races/lost-updaet", names), ["races/lost-update"])
    assert.deepStrictEqual(nearest("lost-updte", names), ["races/lost-update"])
  })

  it("says nothing where nothing is near", () => {
    assert.strictEqual(didYouMean("something-else", names), "")
    assert.strictEqual(didYouMean("x", []), "")
  })
})

describe("patterns", () => {
  it("are parts of names, with * for anything and no other magic", () => {
    assert.isTrue(matches("lost", "races/lost-update"))
    assert.isTrue(matches("RACES/*update", "races/lost-update"))
    assert.isFalse(matches("lost.update", "races/lost-update"))
    assert.isFalse(matches("(", "races/lost-update"))
  })
})

describe("exit codes", () => {
  const quiet = { strict: false, interrupted: false }
  const ok = result({ scenario: "a" })
  const bounded = result({ scenario: "b", verdict: "no-finding", exhaustive: false, bounds: ["2 preemptions"] })
  const wrong = result({ scenario: "c", verdict: "deadlock", asDeclared: false })
  const vacuous = result({ scenario: "d", protections: [] })
  const failed = (kind: Parameters<typeof codeOfFailure>[0]["kind"]) =>
    result({ scenario: "e", verdict: "no-finding", asDeclared: false, error: { kind, message: "" } })

  it("are those of the worst cell", () => {
    assert.strictEqual(codeOfResults([ok], quiet), 0)
    assert.strictEqual(codeOfResults([ok, bounded], quiet), 0)
    assert.strictEqual(codeOfResults([ok, bounded], { ...quiet, strict: true }), 3)
    assert.strictEqual(codeOfResults([ok, wrong, bounded], { ...quiet, strict: true }), 1)
    assert.strictEqual(codeOfResults([ok, vacuous], quiet), 1)
    assert.strictEqual(codeOfResults([wrong, failed("hang")], quiet), 2)
    assert.strictEqual(codeOfResults([failed("hang"), failed("shared-state")], quiet), 4)
    assert.strictEqual(codeOfResults([failed("nondeterministic"), failed("internal")], quiet), 70)
    assert.strictEqual(codeOfResults([ok, wrong], { ...quiet, interrupted: true }), 130)
  })

  it("of nothing is success, which the selection never lets happen", () => {
    assert.strictEqual(codeOfResults([], quiet), 0)
  })
})

describe("heartbeat", () => {
  it("shows, from outside, while heddle's own modules are loaded, also where that fails", async () => {
    const supervisor = new Heartbeat()
    const worker = new Heartbeat(supervisor.memory)
    const { promise, resolve } = Promise.withResolvers<number>()
    const loading = worker.loadsOwn(() => promise)
    assert.isTrue(supervisor.isLoadingOwn)
    resolve(7)
    assert.strictEqual(await loading, 7)
    assert.isFalse(supervisor.isLoadingOwn)
    await worker.loadsOwn(() => Promise.reject(new Error("no such module"))).catch(() => undefined)
    assert.isFalse(supervisor.isLoadingOwn)
  })

  it("is one memory with two ends", () => {
    const supervisor = new Heartbeat()
    const worker = new Heartbeat(supervisor.memory)
    const before = supervisor.beats
    assert.isFalse(worker.shouldStop())
    worker.report({ executions: 2 ** 40, steps: 7, depth: 3, changes: 5 })
    assert.isAbove(supervisor.beats, before)
    assert.deepStrictEqual(supervisor.progress, { executions: 2 ** 40, steps: 7, depth: 3, changes: 5, explaining: 0 })
    worker.explain()
    assert.strictEqual(supervisor.progress.explaining, 1)
    supervisor.stop()
    assert.isTrue(worker.shouldStop())
  })
})
