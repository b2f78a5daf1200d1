/**
 * Every output is a golden file: a change of layout shows as a change of text. `npx vitest run test/report -u`
 * rewrites them.
 */
import { assert, describe, expect, it } from "vitest"
import { findingText } from "../../src/report/finding.ts"
import type { Paint } from "../../src/report/paint.ts"
import { sentences } from "../../src/report/reasons.ts"
import { decode, encode } from "../../src/report/schema.ts"
import { summaryLine, verdictTable } from "../../src/report/verdict-table.ts"
import type { Minimised, Reason } from "../../src/sim/result.ts"
import * as F from "./fixtures.ts"

const golden = (name: string) => `../golden/report/${name}`

const cell = {
  scenario: "devlink/compat-flash",
  design: "copied-struct",
  kernel: "netnext-2021-10",
  shape: "netdevsim"
}
const own = { scenario: "races/lost-update", design: "", kernel: "", shape: "" }

const tags: Paint = (role, text) => `<${role}>${text}</${role}>`

const hiddenIn = (text: string) => Array.from(text).filter((char) => char !== "\n" && /\p{C}/u.test(char))

const fits = (text: string, width: number) => text.split("\n").filter((line) => Array.from(line).length > width)

describe("the size of a finding", () => {
  const from = { preemptions: 3, tasks: 3, steps: 1023 }
  const sizeLine = (minimised: Minimised) => {
    const finding = { ...F.torn, minimised }
    const report = F.report([F.result({ ...cell, verdict: "torn-read", findings: [finding] })])
    assert.deepStrictEqual(decode(encode(report)), report)
    return findingText(cell, finding, { width: 120 }).split("\n")[2]
  }

  it("is told with what it was shrunk from, and whether less is possible", () => {
    assert.match(
      sizeLine({ from, executions: 61, proven: "whole" })!,
      /^ {2}\d+ steps, 1 preemption, minimal: 1,023 -> \d+ steps, 3 -> 1 preemption \(61 executions\)$/
    )
    const same = { ...from, preemptions: 1, steps: 1 }
    assert.match(sizeLine({ from: same, executions: 1, proven: "whole" })!, /1 preemption, minimal \(1 execution\)$/)
    const apart = sizeLine({ from: { ...from, preemptions: 0 }, executions: 9, proven: "whole" })!
    assert.match(apart, /minimal: 1,023 -> \d+ steps, 0 -> 1 preemption, to show it in this order/)
    assert.include(sizeLine({ from, executions: 9, proven: "preemptions" })!, "perhaps not fewest steps")
    assert.include(sizeLine({ from, executions: 9, proven: "no" })!, "perhaps not minimal")
  })
})

describe("a reason", () => {
  const told = (reason: Reason) => sentences(reason, F.torn, (task) => `CPU${task}`, (step) => `step ${step}`)

  it("says that a read comes in between only where it does", () => {
    const window = { tag: "window", record: "fw", first: 1, last: 3 } as const
    assert.include(told({ ...window, read: 2 })[0], "step 2 reads it in between")
    assert.include(told({ ...window, read: 5 })[0], "nothing keeps step 5, which reads it, from coming in between")
    assert.include(told({ ...window, read: 0 })[0], "nothing keeps step 0, which reads it, from coming in between")
  })

  it("is one line, whatever names are in it; a message keeps its own", () => {
    assert.lengthOf(told({ tag: "window", record: "f\nw", first: 1, last: 3, read: 2 }), 1)
    assert.deepStrictEqual(told({ tag: "says", message: "one\ntwo" }), ["one", "two"])
  })
})

describe("verdict table", () => {
  it("shows every standing, with what qualifies it", async () => {
    const text = verdictTable(F.report(F.matrix))
    await expect(text).toMatchFileSnapshot(golden("table-matrix.txt"))
    assert.deepStrictEqual(fits(text, 110), [])
  })

  it("of one plain scenario has no empty columns", async () => {
    const one = F.result({ scenario: "my/counter", verdict: "data-race", asDeclared: false, findings: [F.crowd] })
    await expect(verdictTable(F.report([one]))).toMatchFileSnapshot(golden("table-one.txt"))
  })

  it("of a bounded search counts executions, and never says verified", async () => {
    const bounded = F.result({
      scenario: "my/counter",
      verdict: "no-finding",
      exhaustive: false,
      bounds: ["2 preemptions"]
    })
    const text = verdictTable(F.report([bounded], { strategy: "preemption-bounded", preemptions: 2, mutation: false }))
    await expect(text).toMatchFileSnapshot(golden("table-bounded.txt"))
    assert.notInclude(text, "verified")
  })

  it("says the strategy of a cell that has its own, and counts no traces for it", async () => {
    const bounded = { verdict: "no-finding", exhaustive: false, bounds: ["seed 1", "400 executions"] } as const
    const large = F.result({ scenario: "my/large", ...bounded, strategy: "portfolio" })
    const text = verdictTable(F.report([large, F.result({ scenario: "my/small" })]))
    await expect(text).toMatchFileSnapshot(golden("table-own-strategy.txt"))
  })

  it("carries no meaning by colour alone", () => {
    const painted = verdictTable(F.report(F.matrix), tags)
    assert.include(painted, "<bad>UNEXPECTED</bad>")
    assert.strictEqual(painted.replace(/<\/?\w+>/g, ""), verdictTable(F.report(F.matrix)))
  })

  it("wraps its notes where a narrow terminal ends", () => {
    const noted = F.result({
      scenario: "s",
      protections: [["lock devlink_mutex"], ["devlink_get_from_attrs: only registered instances"]]
    })
    const rows = verdictTable(F.report([noted]), undefined, 60).split("\n").filter((line) => line.startsWith("      "))
    assert.isAbove(rows.length, 1)
    assert.deepStrictEqual(fits(rows.join("\n"), 60), [])
  })

  it("cuts names that would push the verdicts off the screen", () => {
    const long = "x".repeat(10_240)
    const results = [F.result({ scenario: long }), F.result({ scenario: "a", design: long, kernel: long, shape: "y" })]
    assert.deepStrictEqual(fits(verdictTable(F.report(results)), 170), [])
  })

  it("of nothing says so", () => {
    assert.strictEqual(summaryLine(F.report([])), "  nothing explored")
  })

  it("neutralises names that write on the terminal", () => {
    const text = verdictTable(F.report([F.result({ scenario: "a\u001b[2Jb", design: "x\u202ey" })]))
    assert.deepStrictEqual(hiddenIn(text), [])
    assert.include(text, "a\\x1b[2Jb")
  })
})

describe("finding", () => {
  const cases = { torn: F.torn, deadlock: F.deadlock, waits: F.waits, long: F.long, crowd: F.crowd, hostile: F.hostile }

  for (const [name, finding] of Object.entries(cases)) {
    it(`${name}: is printed in 100 columns`, async () => {
      const text = findingText(cell, finding)
      await expect(text).toMatchFileSnapshot(golden(`finding-${name}.txt`))
      assert.deepStrictEqual(fits(text, 100), [])
    })
  }

  it("where: the columns stand below each other, however many digits a step has", () => {
    const trace = { ...F.torn.trace, steps: F.torn.trace.steps.map((step) => ({ ...step, index: step.index + 9998 })) }
    const lines = findingText(cell, { ...F.torn, trace, because: [] }).split("\n").flatMap((line) =>
      /^(?: {2}where  | {9}) {2}(step \d+ +)CPU/.exec(line)?.slice(1) ?? []
    )
    assert.includeMembers(lines.map((one) => one.trim().length), ["step 9999".length, "step 10001".length])
    assert.deepStrictEqual([...new Set(lines.map((one) => one.length))], ["step 10000 ".length])
  })

  it("long: prints every step when asked", async () => {
    const text = findingText(cell, F.long, { trace: "full" })
    await expect(text).toMatchFileSnapshot(golden("finding-long-full.txt"))
    for (const step of F.long.trace.steps) assert.match(text, new RegExp(`^[! ] +${step.index}  `, "m"))
  })

  it("fits a narrow terminal", async () => {
    const text = findingText(own, F.torn, { width: 72 })
    await expect(text).toMatchFileSnapshot(golden("finding-torn-72.txt"))
  })

  it("is listed step by step where two columns would be too narrow, and fits there", async () => {
    await expect(findingText(own, F.torn, { width: 50 })).toMatchFileSnapshot(golden("finding-torn-50.txt"))
    for (const [name, finding] of Object.entries(cases)) {
      for (const width of [50, 66, 80, 120]) {
        assert.deepStrictEqual(fits(findingText(cell, finding, { width }), width), [], name)
      }
    }
  })

  it("names the file that replays a scenario of the user's own", () => {
    const line = findingText({ ...own, file: "dir/my scenario.ts" }, F.torn).split("\n").find((l) =>
      l.includes("replay")
    )
    assert.strictEqual(line, "  replay   heddle replay hd1-3f9c2a10-MgE 'dir/my scenario.ts'")
  })

  it("prints no control character of a hostile name", () => {
    assert.deepStrictEqual(hiddenIn(findingText(cell, F.hostile)), [])
  })

  it("says the strategy of a cell that has its own, and counts no traces for it", async () => {
    const bounded = { verdict: "no-finding", exhaustive: false, bounds: ["seed 1", "400 executions"] } as const
    const large = F.result({ scenario: "my/large", ...bounded, strategy: "portfolio" })
    const text = verdictTable(F.report([large, F.result({ scenario: "my/small" })]))
    await expect(text).toMatchFileSnapshot(golden("table-own-strategy.txt"))
  })

  it("carries no meaning by colour alone", () => {
    assert.strictEqual(findingText(cell, F.torn, { paint: tags }).replace(/<\/?\w+>/g, ""), findingText(cell, F.torn))
  })

  it("prints a reason it does not know", () => {
    const reason = { tag: "of-tomorrow", step: 3 } as unknown as (typeof F.torn.because)[number]
    assert.include(findingText(cell, { ...F.torn, because: [reason] }), "of-tomorrow, step = 3")
  })
})

describe("result.json", () => {
  it("is a golden file", async () => {
    await expect(encode(F.report(F.matrix))).toMatchFileSnapshot(golden("result.json"))
  })

  it("reads back what it wrote", () => {
    const report = F.report(F.matrix)
    assert.deepStrictEqual(decode(encode(report)), report)
    assert.strictEqual(encode(decode(encode(report))), encode(report))
  })

  it("drops what is not in the schema, and keeps unknown reasons", () => {
    const raw = JSON.parse(encode(F.report([F.result({ scenario: "s", findings: [F.torn] })])))
    raw.results[0].host = "somewhere"
    raw.results[0].findings[0].because = [{ tag: "of-tomorrow", step: 3 }]
    const decoded = decode(JSON.stringify(raw))
    assert.notProperty(decoded.results[0], "host")
    assert.deepStrictEqual(decoded.results[0]!.findings[0]!.because as unknown, [{ tag: "of-tomorrow", step: 3 }])
  })

  it("says what is wrong with another file", () => {
    assert.throws(() => decode("{"), /not a heddle result of version 1/)
    assert.throws(() => decode("{\"format\":\"heddle.result\",\"version\":2}"), /version/)
  })
})
