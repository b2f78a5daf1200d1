/** Every form of one report is a golden file; `npx vitest run test/report -u` rewrites them. */
import { assert, describe, expect, it } from "vitest"
import { formNames } from "../../src/report/form-names.ts"
import { forms } from "../../src/report/forms.ts"
import program from "../../src/report/html/page.json" with { type: "json" }
import * as F from "./fixtures.ts"

const golden = (name: string) => `../golden/report/${name}`
const hostile = F.report([
  F.result({
    scenario: "a<b>&\"c'\u001b[2J",
    shape: "x,y:%0A::error::z",
    verdict: "assertion",
    asDeclared: false,
    findings: [F.hostile]
  })
])

/** The program of the page has tests of its own (html/), and is not what a change here is about. */
const withoutProgram = (text: string) =>
  text.replaceAll(program.script, "(script)").replaceAll(program.style, "(style)")
    .replace(program.scriptHash, "(hash)").replace(program.styleHash, "(hash)")

describe("the form", () => {
  for (const name of formNames.filter((form) => form !== "json")) {
    it(`${name} shows every standing`, async () => {
      await expect(withoutProgram(forms[name](F.report(F.matrix)))).toMatchFileSnapshot(golden(`form-${name}.txt`))
    })

    it(`${name} lets no name break out of its place`, async () => {
      const text = withoutProgram(forms[name](hostile))
      assert.notMatch(text.replaceAll("\n", ""), /\p{Cc}/u)
      await expect(text).toMatchFileSnapshot(golden(`form-${name}-hostile.txt`))
    })
  }
})

describe("the form sarif", () => {
  const log = JSON.parse(forms.sarif(F.report(F.matrix)))
  const [run] = log.runs

  it("names the rule, the line and the steps of every finding", () => {
    assert.strictEqual(log.version, "2.1.0")
    assert.strictEqual(run.results.length, F.matrix.reduce((n, { findings }) => n + findings.length, 0))
    for (const { codeFlows, kind, level, locations, ruleId, ruleIndex } of run.results) {
      assert.strictEqual(run.tool.driver.rules[ruleIndex].id, ruleId)
      // A level other than none is for failures alone (SARIF 2.1.0, 3.27.10).
      assert.strictEqual(level === "none", kind !== "fail")
      for (const { physicalLocation: { artifactLocation, region } } of locations) {
        assert.notMatch(artifactLocation.uri, /^\/|^[a-z]+:|\s/)
        assert.isAtLeast(region.startLine, 1)
      }
      for (const { threadFlows } of codeFlows) for (const { locations: steps } of threadFlows) assert.isNotEmpty(steps)
    }
  })

  it("does not alert of what a cell declares", () => {
    const declared = F.result({ scenario: "a", verdict: "torn-read", declared: ["torn-read"], findings: [F.torn] })
    const [{ results }] = JSON.parse(forms.sarif(F.report([declared]))).runs
    assert.deepStrictEqual([results[0].kind, results[0].level], ["informational", "none"])
  })
})

it("the form chrome has a thread for each task, and its slices do not overlap", () => {
  const { traceEvents } = JSON.parse(forms.chrome(F.report(F.matrix)))
  const slices = traceEvents.filter(({ ph }: { ph: string }) => ph === "X")
  assert.isNotEmpty(slices)
  const places = slices.map(({ pid, ts }: { pid: number; ts: number }) => `${pid} ${ts}`)
  assert.strictEqual(new Set(places).size, places.length)
  for (const { pid, tid } of slices) {
    assert.isTrue(
      traceEvents.some((event: any) => event.name === "thread_name" && event.pid === pid && event.tid === tid)
    )
  }
})

it("the form commit has at most 72 columns, but for the one command", () => {
  const lines = forms.commit(F.report(F.matrix)).split("\n").filter((line) => !line.startsWith("  heddle replay "))
  assert.deepStrictEqual(lines.filter((line) => line.length > 72), [])
})

it("the form commit can be pasted into a changelog: git takes no line for a comment, a trailer or its end", () => {
  const lines = forms.commit(F.report(F.matrix)).split("\n")
  assert.deepStrictEqual(lines.filter((line) => /^(#|---?$|---\s|[A-Za-z-]+: |diff |Index: |From )/.test(line)), [])
  assert.notMatch(lines.join("\n"), /[^\n -~]/)
})

it("the form commit says what a step number means: each that a reason names stands in the diagram", () => {
  for (const text of forms.commit(F.report(F.matrix)).split(/\n-{72}\n/)) {
    assert.notMatch(text, /\bstep \d/)
    const [diagram, reasons] = [text.split("\n").filter((line) => line.startsWith(" ")), text.replace(/^ .*$/gm, "")]
    for (const [mark] of reasons.matchAll(/\(\d+\)/g)) assert.include(diagram.join("\n"), `${mark} `)
  }
})

it("every form that gives a command to replay names the file of a scenario that is not heddle's own", () => {
  const cell = F.result({
    scenario: "a",
    verdict: "torn-read",
    asDeclared: false,
    findings: [F.torn],
    file: "my races/a.ts"
  })
  for (const form of ["junit", "sarif", "github", "summary", "commit"] as const) {
    assert.match(
      forms[form](F.report([cell])),
      /heddle replay hd1-3f9c2a10-MgE ('|&apos;)my races\/a\.ts('|&apos;)/,
      form
    )
  }
})
