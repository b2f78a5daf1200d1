/** Findings in the shape of the kernel's reports: each kind in its style, each style with what its namesake prints. */
import { assert, describe, expect, it } from "vitest"
import { accessInPrint, lockInPrint } from "../../src/report/accesses.ts"
import { kasan } from "../../src/report/kasan.ts"
import { kcsan } from "../../src/report/kcsan.ts"
import { lockdep } from "../../src/report/lockdep.ts"
import { kinds } from "../../src/report/schema.ts"
import { operationGroups } from "../../src/sim/operations.ts"
import type { Finding } from "../../src/sim/result.ts"
import * as F from "./fixtures.ts"

const styles = { kcsan, lockdep, kasan }
const reportOf = (...findings: ReadonlyArray<Finding>) => F.report([F.result({ scenario: "races/one", findings })])

const kzalloc = { task: 0, text: "kzalloc(device)", op: "kzalloc", object: "device", note: true, in: "probe:3 main:30" }
const freed = (access: F.Draft, kind: "use-after-free" | "double-free") =>
  F.finding({
    kind,
    title: `${kind} of device in put / user`,
    tasks: ["main", "user", "driver"],
    steps: F.steps(
      kzalloc,
      { task: 2, text: "kfree(device)", op: "kfree", in: "put:7 driver:9", role: "free" },
      { ...access, role: "access" }
    ),
    because: [{ tag: "freed", object: "device", free: 1, access: 2 }]
  })
const useAfterFree = freed({ task: 1, text: "device.id", op: "load", value: "7", in: "user:12" }, "use-after-free")
const doubleFree = freed({ task: 1, text: "kfree(device)", op: "kfree", in: "put:7 user:13" }, "double-free")
const leak = F.finding({
  kind: "leak",
  title: "leak of device in probe",
  tasks: ["main"],
  steps: F.steps({ ...kzalloc, role: "alloc" }),
  because: [{ tag: "leak", object: "device", step: 0 }]
})

const take = (task: number, lock: string, line: number, role = "") => ({
  task,
  text: `mutex_lock(${lock})`,
  op: "mutex_lock",
  in: `move:${line}`,
  role
})
const lockOrder = F.finding({
  kind: "lock-order",
  title: "lock-order of a, b in move",
  tasks: ["main", "first", "second"],
  steps: F.steps(take(1, "a", 4), take(1, "b", 5, "takes"), take(2, "b", 6), take(2, "a", 7, "takes")),
  because: [
    { tag: "lock-order", task: 1, held: "a", wanted: "b", step: 1 },
    { tag: "lock-order", task: 2, held: "b", wanted: "a", step: 3 }
  ]
})

/** Longer names than two columns have room for. */
const crowded = F.finding({
  kind: "deadlock",
  title: "deadlock of three",
  tasks: ["main", "a", "b", "c"],
  steps: F.steps(take(1, "x", 1, "takes"), take(2, "y", 2, "takes"), take(3, "z", 3, "takes")),
  blocked: [
    { ...F.waiting(1, "down_read", "y", "a:4"), holder: 2 },
    { ...F.waiting(2, "mutex_lock", "z", "b:5"), holder: 3 },
    F.waiting(3, "wait_for_completion", "the end of whatever it is that nobody is left to complete", "c:6")
  ]
})

const race = F.finding({
  kind: "data-race",
  title: "data-race in reader / writer",
  tasks: ["main", "writer", "reader"],
  steps: F.steps(
    { task: 1, text: "WRITE_ONCE(flag, 1)", op: "WRITE_ONCE", was: "0", in: "writer:8", role: "racing" },
    { task: 2, text: "flag", op: "load", value: "1", in: "reader:9", role: "racing" }
  ).map((step) => step.op === "load" ? step : { ...step, changes: [{ object: 0, value: "1" }] })
})
const raceWithValues: Finding = {
  ...race,
  trace: { ...race.trace, objects: [{ name: "flag", value: "0" }] }
}

describe("a style of the kernel's", () => {
  for (const [name, style] of Object.entries(styles)) {
    it(`${name} says HEDDLE in every title, and which style has what it has not`, () => {
      const findings = kinds.map((kind) => ({ ...F.torn, kind, title: `${kind} here` }))
      const parts = style(reportOf(...findings)).split(/\n(?=[\w-]+ here|=+\nBUG)/)
      assert.strictEqual(parts.length, kinds.length)
      for (const [i, part] of parts.entries()) {
        const [, fitting] = /no kind that \w+ reports, see --style (\w+)\n$/.exec(part) ?? []
        if (fitting === undefined) assert.include(part, `BUG: HEDDLE: ${kinds[i]} here\n`)
        // The style it names has the kind.
        else if (fitting !== "commit") {
          assert.include(styles[fitting as keyof typeof styles](reportOf(findings[i]!)), "BUG: HEDDLE: ")
        }
      }
    })
  }

  it("has each kind at most once", () => {
    const homes = kinds.map((kind) =>
      Object.values(styles).filter((style) => style(reportOf({ ...F.torn, kind })).includes("BUG: HEDDLE: ")).length
    )
    assert.isAtMost(Math.max(...homes), 1)
  })

  it("prints what its namesake prints", async () => {
    const golden = (name: string) => `../golden/report/${name}.txt`
    await expect(kcsan(reportOf(raceWithValues))).toMatchFileSnapshot(golden("kcsan-race"))
    await expect(kasan(reportOf(useAfterFree, doubleFree, leak))).toMatchFileSnapshot(golden("kasan-heap"))
    await expect(lockdep(reportOf(F.deadlock, lockOrder, crowded))).toMatchFileSnapshot(golden("lockdep-locks"))
  })
})

describe("the words for operations", () => {
  const operations = operationGroups.flatMap((group) => group.operations)
  const named = (has: (op: string) => unknown) => operations.map(({ name }) => name).filter(has).toSorted()

  it("have every access to memory, and say whether it is marked and whether it stores", () => {
    for (const { access, name, stores } of operations) {
      const words = accessInPrint(name)
      if (access === "none") continue
      assert.isDefined(words, name)
      assert.strictEqual(words!.includes("marked"), access === "marked", name)
      assert.strictEqual(words!.includes("write"), stores === true, name)
    }
  })

  it("have every lock that is taken", () => {
    const takes = operations.filter(({ lock }) => lock === "take").map(({ name }) => name)
    assert.deepStrictEqual(named(lockInPrint), takes.toSorted())
  })
})
