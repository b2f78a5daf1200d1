/**
 * The published programs by their published names, and what counts as their bug.
 */
import { scenarios } from "../../src/scenarios/index.ts"
import type { Checker } from "../../src/sim/check/checker.ts"
import { checkers } from "../../src/sim/check/checkers.ts"
import type { Cell, Kind, Scenario } from "../../src/sim/scenario.ts"

/** A published program: the scenario and its cell. */
export interface Program {
  readonly name: string
  readonly scenario: Scenario
  readonly cell: Cell
  /** Those that see its bug. Data races, warnings and leaks are none: the published tools stop at a failure. */
  readonly checkers: ReadonlyArray<Checker>
}

/** Scenario, and the shape where there are several. */
const places: { readonly [published: string]: readonly [scenario: string, shape?: string] } = {
  "CS/account": ["sct/cs/account"],
  "CS/carter01": ["sct/cs/carter01"],
  "CS/circular_buffer": ["sct/cs/circular-buffer"],
  "CS/deadlock01": ["sct/cs/deadlock01"],
  "CS/lazy01": ["sct/cs/lazy01"],
  "CS/queue": ["sct/cs/queue", "n=20"],
  "CS/reorder_3": ["sct/cs/reorder", "n=3"],
  "CS/reorder_4": ["sct/cs/reorder", "n=4"],
  "CS/reorder_5": ["sct/cs/reorder", "n=5"],
  "CS/reorder_10": ["sct/cs/reorder", "n=10"],
  "CS/reorder_20": ["sct/cs/reorder", "n=20"],
  "CS/reorder_50": ["sct/cs/reorder", "n=50"],
  "CS/reorder_100": ["sct/cs/reorder", "n=100"],
  "CS/stack": ["sct/cs/stack", "n=10"],
  "CS/token_ring": ["sct/cs/token-ring"],
  "CS/twostage": ["sct/cs/twostage", "n=2"],
  "CS/twostage_20": ["sct/cs/twostage", "n=20"],
  "CS/twostage_50": ["sct/cs/twostage", "n=50"],
  "CS/wronglock": ["sct/cs/wronglock", "n=7"],
  "CS/wronglock_3": ["sct/cs/wronglock", "n=3"],
  "Chess/InterlockedWorkStealQueue": ["sct/chess/interlocked-work-steal-queue"],
  "Chess/InterlockedWorkStealQueueWithState": ["sct/chess/interlocked-work-steal-queue-with-state"],
  "Chess/WorkStealQueue": ["sct/chess/work-steal-queue"],
  "ConVul-CVE-Benchmarks/CVE-2009-3547": ["sct/convul/cve-2009-3547"],
  "ConVul-CVE-Benchmarks/CVE-2011-2183": ["sct/convul/cve-2011-2183"],
  "ConVul-CVE-Benchmarks/CVE-2015-7550": ["sct/convul/cve-2015-7550"],
  "ConVul-CVE-Benchmarks/CVE-2016-1972": ["sct/convul/cve-2016-1972"],
  "ConVul-CVE-Benchmarks/CVE-2016-1973": ["sct/convul/cve-2016-1973"],
  "ConVul-CVE-Benchmarks/CVE-2016-9806": ["sct/convul/cve-2016-9806"],
  "ConVul-CVE-Benchmarks/CVE-2017-15265": ["sct/convul/cve-2017-15265"]
}

/** The checker that sees a failure of this kind. */
const seenBy: { readonly [K in Kind]?: string } = {
  assertion: "assertion",
  deadlock: "deadlock",
  "null-call": "pointer-calls",
  "use-after-free": "lifetime",
  "double-free": "lifetime"
}

/** All of them, by name as published. */
export const programs: ReadonlyArray<Program> = Object.entries(places).map(([name, [of, shape = ""]]) => {
  const scenario = scenarios.find((one) => one.name === of)
  const cell = scenario?.cells.find((one) => one.shape === shape && ["bad", "vulnerable"].includes(one.design))
  if (scenario === undefined || cell === undefined) throw new Error(`${name}: no cell of ${of} ${shape}`)
  const seeing = new Set(cell.declared.map((kind) => seenBy[kind]))
  return { name, scenario, cell, checkers: checkers.filter((checker) => seeing.has(checker.name)) }
})
