/**
 * From a finding's canonical schedule to the finding as data: the schedule is made as small as it can be (minimise.ts),
 * run once more with source lines captured, and the checker's reasons are put in terms of printed steps.
 */
import type { Because, Place, Sighting } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import { programOf } from "../explore/fingerprint.ts"
import type { Prepared } from "../explore/prepare.ts"
import { better } from "../explore/representative.ts"
import { executed } from "../explore/schedule.ts"
import type { Shown } from "../explore/tally.ts"
import { encode } from "../explore/token.ts"
import type { Finding, Reason, Size } from "../result.ts"
import { kinds } from "../scenario.ts"
import { Task } from "../task.ts"
import { alternatives } from "./alternatives.ts"
import { framesOf } from "./frames.ts"
import { minimise, type MinimiseOptions, type Wanted } from "./minimise.ts"
import { looksOf, rerun, type Schedule } from "./rerun.ts"
import { print, type Printed } from "./trace.ts"
import { why } from "./why.ts"

/** How much to explain. */
export interface ExplainOptions extends MinimiseOptions {
  /** Find the point of no return as well (why.ts): up to 1000 executions for each step of a finding. */
  readonly why?: boolean | undefined
  /** Run what else could have happened at each step of a finding (alternatives.ts): an execution for each choice. */
  readonly alternatives?: boolean | undefined
}

/** The findings, most specific kind first; those that maintainers would call one are one. */
export const explain = (
  program: Prepared,
  found: ReadonlyArray<Shown>,
  options: ExplainOptions = {}
): ReadonlyArray<Told> => {
  if (found.length === 0) return []
  const fingerprint = programOf(program)
  const merged = new Map<string, Explained<Shown>>()
  for (const shown of found) {
    const explained = explainOne(program, shown, fingerprint)
    const known = merged.get(explained.finding.key)
    const best = known === undefined || better(known.shown, shown) === shown ? explained : known
    merged.set(explained.finding.key, { ...best, sightings: [...known?.sightings ?? [], shown.sighting] })
  }
  const seen = [...merged.values()]
  const smallest: ReadonlyArray<Explained> = options.minimise === 0 ? seen : shrink(program, seen, fingerprint, options)
  const hasDeadlock = found.some(({ sighting }) => sighting.kind === "deadlock")
  const told = smallest.map(({ finding, numbers, shown, sightings }) => ({
    finding: {
      ...finding,
      ...(options.why === true ? why(program, { shown, sightings }, fingerprint, numbers, options) : {}),
      ...(options.alternatives === true ? alternatives(program, shown, fingerprint, hasDeadlock) : {})
    },
    sightings
  }))
  return told.toSorted(({ finding: a }, { finding: b }) =>
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.key < b.key ? -1 : 1)
  )
}

/** A finding, and the sightings that are it. */
export interface Told {
  readonly finding: Finding
  readonly sightings: ReadonlyArray<Shown["sighting"]>
}

/** Each finding in the smallest schedule that shows it. */
const shrink = (
  program: Prepared,
  seen: ReadonlyArray<Explained<Shown>>,
  fingerprint: string,
  options: MinimiseOptions
): ReadonlyArray<Explained> => {
  const smallest = minimise(program, seen.map((explained) => wantedOf(program, explained)), options)
  return smallest.map(({ executions, moves, proven }, i) => {
    const { looks, shown, sightings } = seen[i]
    const explained = explainOne(program, { ...shown, moves }, fingerprint, looks)
    return {
      ...explained,
      sightings,
      finding: { ...explained.finding, minimised: { from: shown.seen, executions, proven } }
    }
  })
}

const wantedOf = (program: Prepared, { looks, shown, size }: Explained): Wanted => ({
  ...shown,
  size,
  isShownBy: (moves) => rerun(program, { ...shown, moves }).sightings.some((other) => looksOf(other) === looks)
})

interface Explained<S extends Schedule = Schedule> extends Told {
  readonly shown: S
  readonly size: Size
  readonly looks: string
  /** By step of the schedule: the number under which it is printed; null where it is not. */
  readonly numbers: ReadonlyArray<number | null>
}

/** `looks`: of the sighting, where the schedule may show several of one key. */
const explainOne = <S extends Schedule>(
  program: Prepared,
  shown: S,
  fingerprint: string,
  looks?: string
): Explained<S> => {
  const { machine } = program
  const { deviations, seen, sightings, size } = rerun(program, shown)
  const sighting = sightings.find((one) => looks === undefined || looksOf(one) === looks)
  if (sighting === undefined) throw vanished(shown)
  const printed = print(machine, seen, new Map(sighting.places))
  const finding = findingOf(sighting, printed, {
    token: encode({ fingerprint, deviations }),
    preemptions: size.preemptions
  })
  return {
    shown,
    finding,
    sightings: [shown.sighting],
    size,
    looks: looksOf(sighting),
    numbers: executed(machine).map(printed.indexOf)
  }
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
  "repeats",
  "refused",
  "asserts",
  "alloc"
])

const vanished = ({ sighting: { key, kind } }: Schedule): ScenarioError =>
  new ScenarioError(
    "shared-state",
    `${kind} (${key}) was seen while searching, but its own schedule, run alone, does not show it: state outlives an ` +
      `execution, or is shared outside heddle objects`
  )

/** The modelled function a place is in, or its task where that has no name. */
const functionOf = (place: Place): string => {
  const [frame] = framesOf(place.stack)
  return frame === undefined || frame.fn === "" ? place.task.name : frame.fn
}

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
