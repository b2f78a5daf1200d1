/**
 * Counts the traces, or the reads-from classes, of litmus programs and compares them with counts obtained without any
 * reduction.
 *
 * The file carries its own legend: threads of loads, stores and private assignments, the number of Mazurkiewicz traces
 * (`maz`), the number of reads-from classes when main reads the variables of the condition after all others have ended
 * (`rf_enum`), and whether the condition holds at the end of some execution (`sc_reachable`). A search must complete
 * exactly that many executions, give up and repeat none, and reach the condition exactly when it can be reached.
 *
 * npm run counts -- FILE [dpor | reads-from]
 */
import * as Context from "effect/Context"
import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import * as zlib from "node:zlib"
import { OptimalDpor } from "../src/sim/explore/dpor.ts"
import { ReadsFrom } from "../src/sim/explore/reads-from.ts"
import type { Strategy } from "../src/sim/explore/strategy.ts"
import { defaults } from "../src/sim/limits.ts"
import { Machine } from "../src/sim/machine.ts"
import { type Variable, variable } from "../src/sim/memory/variable.ts"
import { task, type TaskHandle } from "../src/sim/task.ts"

/** An operator with its operands. */
interface Application extends ReadonlyArray<Expression> {
  readonly 0: string
}
/** A number, the name of a register or of a private variable, or an operator with its operands. */
type Expression = number | string | Application
type Operation =
  | readonly ["R", variable: number, register: string]
  | readonly ["W", variable: number, value: Expression]
  | readonly ["P", name: string, value: Expression]

/** One program of the file, as far as it is needed here. */
export interface Litmus {
  readonly n: string
  readonly vars: number
  readonly init: ReadonlyArray<number>
  readonly t: ReadonlyArray<ReadonlyArray<Operation>>
  readonly cond: Expression
  readonly maz: number
  readonly rf_enum: number
  readonly sc_reachable: boolean
}

/** What is counted: traces by the one search, reads-from classes by the other. */
export type Counted = "dpor" | "reads-from"

/** What exploring a file's programs gave. */
export interface Comparison {
  readonly programs: number
  readonly traces: number
  /** Executions given up or repeated. */
  readonly redundant: number
  /** One line for each program whose counts differ. */
  readonly mismatches: ReadonlyArray<string>
}

/** The programs of a file, which may be packed with gzip. */
export const litmusOf = (file: string): ReadonlyArray<Litmus> => {
  const bytes = fs.readFileSync(file)
  return JSON.parse((file.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes).toString("utf8")).tests
}

/** Explores every program and compares. */
export const compare = (tests: ReadonlyArray<Litmus>, counted: Counted = "dpor"): Comparison => {
  let traces = 0
  let redundant = 0
  const mismatches: Array<string> = []
  for (const test of tests) {
    const found = explore(test, counted)
    traces += found.traces
    redundant += found.redundant
    const expected = `${counted === "dpor" ? test.maz : test.rf_enum} traces, ${
      test.sc_reachable ? "reached" : "not reached"
    }, 0 redundant`
    const seen = `${found.traces} traces, ${found.reached ? "reached" : "not reached"}, ${found.redundant} redundant`
    if (seen !== expected) mismatches.push(`${test.n}: ${seen}; expected ${expected}`)
  }
  return { programs: tests.length, traces, redundant, mismatches }
}

const explore = ({ cond, init, t: threads }: Litmus, counted: Counted) => {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  const strategy: Strategy = counted === "dpor" ? new OptimalDpor() : new ReadsFrom()
  let variables: Array<Variable<number>> = []
  let privates = new Map<string, number>()
  const body = function*() {
    variables = []
    privates = new Map()
    for (const [i, value] of init.entries()) variables.push(yield* variable(`v${i}`, value))
    const tasks: Array<TaskHandle<void>> = []
    for (const [i, operations] of threads.entries()) {
      tasks.push(yield* task(`P${i}`, () => thread(operations, variables, privates)))
    }
    if (counted === "dpor") return
    for (const { join } of tasks) yield* join
    for (const [i, found] of variables.entries()) if (names(cond, `$vars[${i}]`)) yield* found.load
  }
  let traces = 0
  let reached = false
  while (strategy.next()) {
    const ending = machine.run(body, strategy)
    strategy.done(machine, ending)
    if (ending !== "complete") continue
    traces++
    const final = new Map([...privates].map(([name, value]) => [`$${name}`, value]))
    for (const [i, { state }] of variables.entries()) final.set(`$vars[${i}]`, state)
    reached ||= evaluate(cond, final) !== 0
  }
  const { redundant, repeated = 0 } = strategy
  return { traces: traces - repeated, reached, redundant: redundant + repeated }
}

const names = (expression: Expression, name: string): boolean =>
  typeof expression === "string"
    ? expression === name
    : typeof expression !== "number" && expression.slice(1).some((operand) => names(operand, name))

function* thread(
  operations: ReadonlyArray<Operation>,
  variables: ReadonlyArray<Variable<number>>,
  privates: Map<string, number>
) {
  const registers = new Map<string, number>()
  for (const operation of operations) {
    if (operation[0] === "R") registers.set(operation[2], yield* variables[operation[1]]!.readOnce)
    else if (operation[0] === "W") yield* variables[operation[1]]!.writeOnce(evaluate(operation[2], registers))
    else privates.set(operation[1], evaluate(operation[2], registers))
  }
}

const operators: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "^": (a, b) => a ^ b,
  "&": (a, b) => Number(a !== 0 && b !== 0),
  "|": (a, b) => Number(a !== 0 || b !== 0),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "!": (a) => Number(a === 0)
}

const evaluate = (expression: Expression, values: ReadonlyMap<string, number>): number => {
  if (typeof expression === "number") return expression
  if (typeof expression === "string") return values.get(expression) ?? 0
  const [operator, ...operands] = expression
  const [a = 0, b = 0] = operands.map((operand) => evaluate(operand, values))
  return operators[operator]!(a, b)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, counted = "dpor"] = process.argv.slice(2)
  if (file === undefined || (counted !== "dpor" && counted !== "reads-from")) {
    throw new Error("usage: npm run counts -- FILE [dpor | reads-from]")
  }
  const before = process.cpuUsage()
  const { mismatches, programs, redundant, traces } = compare(litmusOf(file), counted)
  const { system, user } = process.cpuUsage(before)
  for (const line of mismatches) console.log(line)
  console.log(`${programs} programs, ${traces} traces, ${redundant} redundant, ${mismatches.length} mismatches`)
  console.log(`${((system + user) / 1e6).toFixed(1)} s of CPU`)
  process.exitCode = mismatches.length === 0 ? 0 : 1
}
