/**
 * The changes that might be a remedy, least intrusive first.
 *
 * Each is one thing a maintainer would try: mark or order the accesses of a variable, hold a reference, do one thing
 * after another, check a flag, take a lock around some lines or widen its section. They are tried at the places that
 * the findings are about: steps on the objects of their schedules, `ready`, and calls of callbacks.
 */
import { show } from "../memory/show.ts"
import type { Finding } from "../result.ts"
import { type Candidate, costs } from "./costs.ts"
import { lifetimes } from "./lifetimes.ts"
import { locking } from "./locking.ts"
import { type Hot, type Run, runsOf, stretches } from "./stretches.ts"
import type { Happening, Survey, VariableSeen } from "./survey.ts"

/** All candidates, least intrusive first, in the order of the source where they cost the same. */
export const candidatesOf = (
  survey: Survey,
  findings: ReadonlyArray<Finding>,
  raced: ReadonlySet<string>,
  order: ReadonlyArray<readonly [before: string, after: string]>
): ReadonlyArray<Candidate> => {
  const hot = hotIn(survey, findings)
  const runs = runsOf(survey)
  const all = [
    ...variablesOf(survey, raced, hot),
    ...[...survey.offered].toSorted().map((name): Candidate => ({
      edit: { tag: "declared", name },
      cost: costs.declared
    })),
    ...lifetimes(survey, runs, hot, (block) => isAbout(findings, block)),
    ...runs.flatMap((run) => moves(run, hot, order, findings.some(({ kind }) => kind === "lost-function"))),
    ...runs.flatMap((run) => checks(survey, run, hot)),
    ...runs.flatMap((run) => locking(survey, run, hot, findings.some(({ kind }) => ofLocks.has(kind))))
  ]
  const distinct = new Map(all.map((candidate) => [JSON.stringify(candidate.edit), candidate]))
  return [...distinct.values()].toSorted((a, b) => a.cost - b.cost)
}

/** Kinds of finding that are about locks. */
const ofLocks: ReadonlySet<string> = new Set(["deadlock", "lock-order"])

/** Objects that steps of the findings touch, flags that could be asked, `ready`, and calls. */
const hotIn = ({ variables }: Survey, findings: ReadonlyArray<Finding>): Hot => {
  const objects = new Set<string>()
  for (const { trace } of findings) {
    const read = new Set(trace.steps.flatMap(({ after }) => after))
    for (const { after, index, note, object, role } of trace.steps) {
      if (!note && (role !== "" || after.length > 0 || read.has(index))) objects.add(object)
    }
  }
  for (const [name, seen] of variables) if (isFlag(seen)) objects.add(name)
  return ({ notes, touches }) => notes.size > 0 || [...touches].some((name) => objects.has(name))
}

/** Is one of the steps that make a finding on the block, or on something in it? */
const isAbout = (findings: ReadonlyArray<Finding>, block: string): boolean =>
  findings.some(({ trace: { steps } }) =>
    steps.some(({ object, role }) =>
      role !== "" && (object === block || /^(->|\.)/.test(object.slice(block.length)) &&
          object.startsWith(block))
    )
  )

/** Two values, written by one task and another: something that could be asked. */
const isFlag = ({ values, writers }: VariableSeen): boolean => values.size === 1 && writers.size > 0

const isShared = ({ readers, writers }: VariableSeen): boolean => new Set([...readers, ...writers]).size > 1

const variablesOf = (
  { variables }: Survey,
  raced: ReadonlySet<string>,
  hot: Hot
): ReadonlyArray<Candidate> =>
  [...variables].flatMap(([object, seen]) => {
    const [stores, loads] = [[...seen.stores.values()], [...seen.loads.values()]]
    const touched = { touches: new Set([object]), notes: new Set() } as Partial<Happening> as Happening
    // To mark the raced variable itself would silence a race, and order nothing that memory here could show.
    const ordersOther = [...raced].some((other) => other !== object)
    return stores.length + loads.length > 0 && isShared(seen) && hot(touched) && ordersOther
      ? [{ edit: { tag: "order", object, stores, loads }, cost: costs.order }]
      : []
  })

/** @param isLate a finding is that something is refused after `ready`: to be ready later would only hide it */
const moves = (
  run: Run,
  hot: Hot,
  order: ReadonlyArray<readonly [before: string, after: string]>,
  isLate: boolean
): ReadonlyArray<Candidate> =>
  [...stretches(run, hot)].flatMap(([first, last]) => {
    const { list } = run
    const [what, ...passed] = list.slice(first, last + 1)
    if (passed.length === 0 || what.locks.size > 0 || (isLate && what.notes.has("ready")) || !isVoid(what)) return []
    // What a driver stores before it is ready is part of being ready.
    if (!what.isCall && passed.some(({ notes }) => notes.has("ready"))) return []
    const past = passed.at(-1)!
    const stated = passed.some((other) => order.some(([a, b]) => names(what, a) && names(other, b)))
    if (stated || passed.some((other) => flows(what, other)) || passed.includes(what)) return []
    return [{ edit: { tag: "move", what: what.place, past: past.place }, cost: costs.move + last - first }]
  })

/** Nobody uses what it gives. */
const isVoid = ({ results }: Happening): boolean => [...results].every((result) => result === undefined)

/** The second reads or overwrites what the first wrote, or the other way round. */
const flows = (a: Happening, b: Happening): boolean =>
  [...a.writes].some((name) => b.touches.has(name)) || [...b.writes].some((name) => a.touches.has(name))

/** Is it, or does it touch or say, what an author calls so? */
const names = ({ notes, place, touches }: Happening, name: string): boolean =>
  place.callee === name || touches.has(name) || notes.has(name)

const checks = ({ variables }: Survey, { list }: Run, hot: Hot): ReadonlyArray<Candidate> =>
  [...variables].filter(([, seen]) => isFlag(seen)).flatMap(([object, { initial, writers }]) =>
    list.filter((what) => hot(what) && what.locks.size === 0 && !what.notes.has("ready")).flatMap((what) => {
      if (what.place.tasks.every((task) => writers.has(task))) return []
      if (what.writes.has(object) || what.touches.size + what.notes.size === 0) return []
      // What is to be done is not to be left out: a check guards a question, or somebody else's code.
      if (!what.isCall && what.writes.size > 0) return []
      return refusals(what).flatMap((answer) =>
        (["while", "unless"] as const).map((skip) => {
          const instances = [...what.instances]
          const edit = { tag: "check", object, skip, value: show(initial), what: what.place, instances } as const
          return { edit: answer === undefined ? edit : { ...edit, answer }, cost: costs.check + what.writes.size }
        })
      )
    })
  )

/** What it could give when it is left out: nothing, or a way to say no that it has given before. */
const refusals = ({ results }: Happening): ReadonlyArray<string | number | boolean | null | undefined> => {
  const given = [...results]
  if (given.every((result) => result === undefined)) return [undefined]
  if (given.every((result) => typeof result === "boolean")) return [false]
  return given.filter((result): result is string | null =>
    result === null || (typeof result === "string" && result.startsWith("-E"))
  )
}
