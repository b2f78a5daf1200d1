/**
 * From a finding's canonical schedule to the finding as data: the schedule is run once more with
 * source lines captured, the checker looks again, and its reasons are put in terms of printed steps.
 */
import type { Because, Place, Sighting } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import { programOf } from "../explore/fingerprint.ts"
import type { Prepared } from "../explore/prepare.ts"
import { better } from "../explore/representative.ts"
import { executed, Follow } from "../explore/schedule.ts"
import type { Shown } from "../explore/tally.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Finding, Reason } from "../result.ts"
import { kinds } from "../scenario.ts"
import type { Ending } from "../scheduler.ts"
import { Task } from "../task.ts"
import { framesOf } from "./frames.ts"
import { print, type Printed } from "./trace.ts"
import { why } from "./why.ts"
import { Witness } from "./witness.ts"

/** How much to explain. */
export interface ExplainOptions {
  /** Find the point of no return as well (why.ts): up to 1000 executions for each step of a finding. */
  readonly why?: boolean | undefined
}

/** The findings, most specific kind first; those that maintainers would call one are one. */
export const explain = (
  program: Prepared,
  found: ReadonlyArray<Shown>,
  options: ExplainOptions = {}
): ReadonlyArray<Finding> => {
  if (found.length === 0) return []
  const fingerprint = programOf(program)
  const merged = new Map<string, Explained>()
  for (const shown of found) {
    const explained = explainOne(program, shown, fingerprint)
    const known = merged.get(explained.finding.key)
    if (known === undefined || better(known.shown, shown) === shown) merged.set(explained.finding.key, explained)
  }
  const findings = [...merged.values()].map(({ finding, numbers, shown }) =>
    options.why === true ? { ...finding, ...why(program, shown, fingerprint, numbers) } : finding
  )
  return findings.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.key < b.key ? -1 : 1))
}

interface Explained {
  readonly shown: Shown
  readonly finding: Finding
  /** By step of the schedule: the number under which it is printed; null where it is not. */
  readonly numbers: ReadonlyArray<number | null>
}

const explainOne = (program: Prepared, shown: Shown, fingerprint: string): Explained => {
  const { machine } = program
  const { deviations, ending, preemptions, seen } = record(program, shown)
  const sighting = lookAgain(program, shown, ending)
  const printed = print(machine, seen, new Map(sighting.places))
  const finding = findingOf(sighting, printed, { token: encode({ fingerprint, deviations }), preemptions })
  return { shown, finding, numbers: executed(machine).map(printed.indexOf) }
}

/** A sighting in the execution that was just run and printed, as a finding. */
export const findingOf = (
  sighting: Sighting,
  printed: Printed,
  shown: { readonly token: string; readonly preemptions: number }
): Finding => {
  const { kind, places, subject } = sighting
  const functions = places.filter(([, role]) => mains.has(role)).map(([place]) => functionOf(place))
  const where = namesOf(kind === "data-race" ? functions : [...new Set(functions)], subject)
  const about = kind === "data-race" || where.includes(subject) ? "" : ` of ${subject}`
  return {
    kind,
    key: kind === "data-race" ? `${kind}:${where}` : `${kind}:${where}:${subject}`,
    title: kind === "assertion" ? `assertion: ${subject}` : `${kind}${about} in ${where}`,
    ...shown,
    tasks: printed.trace.tasks.map((task) => task.name),
    because: sighting.because().map((reason) => inPrint(reason, printed)),
    trace: printed.trace
  }
}

/** Function names in lexical order, as in KCSAN's titles. */
const namesOf = (functions: ReadonlyArray<string>, subject: string): string =>
  functions.length === 0 ? subject : [...functions].toSorted().join(" / ")

/** Roles whose functions name the finding; the others are its circumstances. */
const mains = new Set([
  "racing",
  "read",
  "call",
  "access",
  "free",
  "store",
  "first-store",
  "takes",
  "refused",
  "asserts",
  "alloc"
])

/** Runs the schedule with its deviations written down. */
const record = ({ body, machine }: Prepared, { moves, sighting }: Shown) => {
  const recorder = new Recorder(new Follow(moves, sighting.whole))
  const seen = new Witness(recorder)
  const ending = seen.run(machine, body)
  return { deviations: recorder.deviations, ending, preemptions: recorder.preemptions, seen }
}

const lookAgain = ({ checkers, machine }: Prepared, shown: Shown, ending: Ending): Sighting => {
  let found: Sighting | undefined
  for (const checker of checkers) {
    checker.check({ machine, log: machine.log, ending }, (sighting) => {
      if (found === undefined && sighting.kind === shown.sighting.kind && sighting.key === shown.sighting.key) {
        found = sighting
      }
    })
  }
  if (found === undefined) {
    throw new ScenarioError(
      "shared-state",
      `${shown.sighting.kind} (${shown.sighting.key}) was seen while searching, but its own schedule, run alone, ` +
        `does not show it: state outlives an execution, or is shared outside heddle objects`
    )
  }
  return found
}

/** The modelled function a place is in, or its task where that has no name. */
const functionOf = (place: Place): string => {
  const [frame] = framesOfPlace(place)
  return frame === undefined || frame.fn === "" ? place.task.name : frame.fn
}

const framesOfPlace = (place: Place) => framesOf(place.stack)

/** Places become step numbers, tasks become columns. */
const inPrint = (reason: Because, printed: Printed): Reason => {
  const value = (given: unknown): unknown => {
    if (given instanceof Task) return columnOf(given, printed)
    if (Array.isArray(given)) return given.map(value)
    if (typeof given !== "object" || given === null) return given
    if ("clock" in given) return printed.indexOf(given as Place)
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, value(inner)]))
  }
  return value(reason) as Reason
}

const columnOf = (task: Task, { trace }: Printed): number | null => {
  const at = trace.tasks.findIndex(({ name }) => name === task.name)
  return at < 0 ? null : at
}
