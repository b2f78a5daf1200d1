/** What the page is told: lanes in the order of the CPUs, names that tell tasks apart, what a verified cell covers. */
import { assert, describe, it } from "vitest"
import { dataOf } from "../../../src/report/html/page-data.ts"
import type { Finding } from "../../../src/sim/result.ts"
import * as F from "../fixtures.ts"

const pageOf = (result: ReturnType<typeof F.result>) => {
  const data = dataOf(F.report([result]))
  assert(data.shows === "report")
  return data.results[0]!
}

const race = F.finding({
  kind: "data-race",
  title: "data-race in set / check",
  tasks: ["main", "set", "set", "check"],
  steps: F.steps(
    { task: 0, text: "y = 1", object: "y" },
    { task: 1, text: "x = 1", object: "x" },
    { task: 2, text: "x = 2", object: "x", role: "racing" },
    { task: 0, text: "y = 2", object: "y" },
    { task: 3, text: "x", object: "x", value: "2", role: "racing" }
  ),
  because: [{ tag: "unordered", a: 2, b: 4, object: "x", plain: [2, 4] }]
})

describe("the data of the page", () => {
  const [finding] = pageOf(F.result({ scenario: "a/b", findings: [race] })).findings

  it("has the lanes of the finding's own tasks first, as CPUs are numbered", () => {
    assert.deepStrictEqual(finding!.lanes, [2, 3, 0, 1])
  })

  it("tells tasks of one name apart by their CPU, in the lanes and in the reasons", () => {
    assert.deepStrictEqual(finding!.trace.tasks.map(({ name }) => name), ["main", "set CPU3", "set CPU0", "check"])
    assert.include(finding!.why[0], "nothing orders step 2 (set CPU0) and step 4 (check) on x")
  })

  it("leaves the names above the lanes as they are, also one that ends like a CPU", () => {
    const names = ["main", "poll CPU7", "poll CPU7", "check"]
    const polls = { ...race, trace: { ...race.trace, tasks: names.map((name) => ({ name })) } }
    const [told] = pageOf(F.result({ scenario: "a/b", findings: [polls] })).findings
    assert.deepStrictEqual(told!.heads, names)
    assert.strictEqual(told!.trace.tasks[1]!.name, "poll CPU7 CPU3")
  })

  it("tells what was tried from what would fix it", () => {
    const place = { fn: "set", file: "a.ts", line: 3, column: 1, callee: "", text: "x = 1", tasks: ["set"] }
    const past = { ...place, line: 5, text: "register()", callee: "register" }
    const found = [{ edits: [{ tag: "move" as const, what: place, past }], traces: 4, leaves: [] }]
    const vain = { tried: [{ tag: "lock" as const, count: 24 }], pairs: 12, triples: 0, exhaustive: true, found: [] }
    const saidOf = (remedies: NonNullable<Finding["remedies"]>) => {
      const [told] = pageOf(F.result({ scenario: "a/b", findings: [{ ...race, remedies }] })).findings
      return [...told!.fixes, told!.tried]
    }
    assert.deepStrictEqual(saidOf(vain), ["Nothing that was tried fixes it: 24 sections of a lock, 12 pairs."])
    assert.deepStrictEqual(saidOf({ ...vain, found }), [
      "move x = 1 (a.ts:3) after register() (:5) in set() (task set): verified in all 4 traces",
      "Tried: 24 sections of a lock, 12 pairs."
    ])
    assert.deepStrictEqual(saidOf({ ...vain, tried: [], pairs: 0 }), ["Nothing found that fixes it; tried: no change."])
    assert.isUndefined(finding!.tried)
  })

  it("says once what ended a search, and how many executions that were", () => {
    const of = (exhaustive: boolean, executions: number, bounds: ReadonlyArray<string>) => {
      const { stats } = F.result({ scenario: "a/b" })
      return pageOf(F.result({ scenario: "a/b", exhaustive, bounds, stats: { ...stats, executions } })).covered
    }
    assert.strictEqual(of(true, 1057, []), "every trace, 1,057 executions")
    assert.strictEqual(of(false, 30, ["30 executions"]), "bounded by: 30 executions")
    assert.strictEqual(of(false, 1, ["1 execution"]), "bounded by: 1 execution")
    assert.strictEqual(of(false, 57, ["2 preemptions"]), "bounded by: 2 preemptions; 57 executions")
    assert.strictEqual(of(false, 57, ["seed 1", "57 executions"]), "bounded by: seed 1, 57 executions")
    assert.strictEqual(of(false, 0, []), "not exhaustive; 0 executions")
  })

  it("says of a verified cell what was covered, and of no other", () => {
    const said = (verdict: "verified" | "data-race") => pageOf(F.result({ scenario: "a/b", verdict })).coverage
    assert.include(said("verified").join("\n"), "memory: sequentially consistent")
    assert.deepStrictEqual(said("data-race"), [])
  })
})
