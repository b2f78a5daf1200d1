/** Which task is CPU0: one rule, whatever form a finding is printed in and whatever steps the form shows. */
import { assert, describe, it } from "vitest"
import { cpusOf } from "../../src/report/cpus.ts"
import { findingText } from "../../src/report/finding.ts"
import { forms } from "../../src/report/forms.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"
import * as F from "./fixtures.ts"

/** How forms introduce a task: in a head, beside a line, in a report as the kernel prints it. */
const introductions = [/CPU(\d+): (.+?)(?: {2,}|$)/gm, /CPU(\d+) \((.+?)\)/g, /task (.+?) on cpu (\d+):/g]

const told = (text: string): ReadonlyArray<string> =>
  introductions.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ([, a, b]) => /^\d+$/.test(a) ? `CPU${a} ${b}` : `CPU${b} ${a}`)
  )

const flash = scenarios.find(({ name }) => name === "devlink/s2-early-flash")!
const asked = [
  ...scenarios.filter(({ name }) => name.startsWith("races/")).flatMap((of) => of.cells.map((cell) => ({ of, cell }))),
  ...flash.cells.filter(({ design, kernel }) => design === "copied-struct" && kernel === "netnext-2021-10")
    .map((cell) => ({ of: flash, cell }))
]

describe("the number of a CPU", () => {
  it("is the same task's in the diagram, the changelog and the kernel's own shapes", () => {
    let held = 0
    for (const { cell, of } of asked) {
      const result = exploreCell(of, cell)
      for (const finding of result.findings) {
        const { cpu, name, tasks } = cpusOf(finding.trace)
        const known = new Set(tasks.map((task) => `${cpu(task)} ${name(task)}`))
        const report = F.report([{ ...result, findings: [finding] }])
        const texts = [
          findingText(result, finding),
          findingText(result, finding, { width: 80, trace: "full" }),
          forms.commit(report),
          forms.kcsan(report),
          forms.kasan(report)
        ]
        for (const one of texts.flatMap(told)) {
          assert.include([...known], one, finding.title)
          held++
        }
      }
    }
    assert.isAbove(held, 150)
  })

  it("is that of the order of creation, the finding's own tasks first", () => {
    const step = { text: "x = 1", object: "x", in: "f:1" }
    const own = { ...step, role: "racing" as const }
    const three = (...steps: ReadonlyArray<F.Draft>) =>
      cpusOf(F.finding({ kind: "data-race", title: "", tasks: ["main", "a", "b"], steps: F.steps(...steps) }).trace)
        .tasks
    assert.deepStrictEqual(three({ ...own, task: 2 }, { ...step, task: 0 }, { ...own, task: 1 }), [1, 2, 0])
    assert.deepStrictEqual(
      three({ ...step, task: 1 }, { ...step, task: 0 }, { ...own, task: 2 }, { ...step, task: 1 }),
      [0, 1, 2]
    )
  })

  it("is the last for a task that was through before two others began", () => {
    const step = { text: "x = 1", object: "x", in: "f:1" }
    const { trace } = F.finding({
      kind: "early-call",
      title: "",
      tasks: ["main", "probe", "ethtool"],
      steps: F.steps({ ...step, task: 0 }, { ...step, task: 1 }, { ...step, task: 2, role: "call" })
    })
    assert.deepStrictEqual(cpusOf(trace).tasks, [1, 2, 0])
  })
})
