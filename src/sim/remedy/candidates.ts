/**
 * The changes that might be a remedy, least intrusive first.
 *
 * Each is one thing a maintainer would try: mark or order the accesses of a variable, hold a reference, do one thing
 * after another, check a flag, take a lock around some lines or widen its section. They are tried at the places that
 * the findings are about: steps on the objects of their schedules, `ready`, and calls of callbacks.
 */
import { show } from "../memory/show.ts"
import type { Finding } from "../result.ts"
import type { Edit } from "./edit.ts"
import type { FunctionSeen, Happening, Survey, VariableSeen } from "./survey.ts"

/** A change, and how much of an intrusion it is. */
export interface Candidate {
  readonly edit: Edit
  readonly cost: number
}

/** What a change of each sort costs; to a section is added what it holds. A pair costs both, and the last. */
export const costs = {
  order: 20,
  declared: 30,
  hold: 40,
  move: 50,
  check: 60,
  lock: 70,
  pair: 1000
} as const

/** A widened section holds a lock longer that others wait for already. */
const widening = 5

/** All candidates, least intrusive first, in the order of the source where they cost the same. */
export const candidatesOf = (
  survey: Survey,
  findings: ReadonlyArray<Finding>,
  raced: ReadonlySet<string>,
  order: ReadonlyArray<readonly [before: string, after: string]>
): ReadonlyArray<Candidate> => {
  const hot = hotIn(survey, findings)
  const functions = [...survey.functions.values()].flatMap((seen) =>
    [...seen.runs.values()].map((keys): Run => ({
      ...seen,
      list: keys.flatMap((key) => seen.happenings.get(key) ?? [])
    }))
  )
  const all = [
    ...variablesOf(survey, raced, hot),
    ...[...survey.offered].toSorted().map((name): Candidate => single({ tag: "declared", name }, costs.declared)),
    ...functions.flatMap((run) => holds(survey, run, hot)),
    ...functions.flatMap((run) => moves(run, hot, order)),
    ...functions.flatMap((run) => checks(survey, run, hot)),
    ...functions.flatMap((run) => locks(survey, run, hot, findings.some(({ kind }) => ofLocks.has(kind))))
  ]
  const distinct = new Map(all.map((candidate) => [JSON.stringify(candidate.edit), candidate]))
  return [...distinct.values()].toSorted((a, b) => a.cost - b.cost)
}

/** Kinds of finding that are about locks. */
const ofLocks: ReadonlySet<string> = new Set(["deadlock", "lock-order"])

/** One run through a function. */
interface Run extends FunctionSeen {
  readonly list: ReadonlyArray<Happening>
}

const single = (edit: Edit, cost: number): Candidate => ({ edit, cost })

/** Is a happening one that a finding is about? */
type Hot = (happening: Happening) => boolean

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

/** Two values, written by one task and another: something that could be asked. */
const isFlag = ({ values, writers }: VariableSeen): boolean => values.size === 1 && writers.size > 0

const isShared = ({ readers, writers }: VariableSeen): boolean => new Set([...readers, ...writers]).size > 1

const variablesOf = (
  { variables }: Survey,
  raced: ReadonlySet<string>,
  hot: Hot
): ReadonlyArray<Candidate> =>
  [...variables].flatMap(([object, seen]) => {
    const { loads, stores } = seen
    const at = [...stores.values(), ...loads.values()]
    const touched = { touches: new Set([object]), notes: new Set() } as Partial<Happening> as Happening
    // To mark the raced variable itself would silence a race, and order nothing that memory here could show.
    const ordersOther = [...raced].some((other) => other !== object)
    return at.length > 0 && isShared(seen) && hot(touched) && ordersOther
      ? [single({ tag: "order", object, at }, costs.order)]
      : []
  })

/** Stretches of a run that begin and end where something is hot. */
const stretches = function*({ list }: Run, hot: (happening: Happening, i: number) => boolean) {
  for (const [first, begin] of list.entries()) {
    if (!hot(begin, first)) continue
    for (let last = first; last < list.length; last++) if (hot(list[last], last)) yield [first, last] as const
  }
}

const holds = ({ freed }: Survey, run: Run, hot: Hot): ReadonlyArray<Candidate> =>
  [...freed].flatMap((object) =>
    [...stretches(run, hot)].flatMap(([first, last]) => {
      const { list } = run
      const inside = list.slice(first, last + 1)
      const uses = list[last].touches.has(object) && !inside.some(({ writes }) => writes.has(object))
      if (!uses) return []
      const edit = { tag: "hold", object, first: list[first].place, last: list[last].place } as const
      return [single(edit, costs.hold + last - first)]
    })
  )

const moves = (
  run: Run,
  hot: Hot,
  order: ReadonlyArray<readonly [before: string, after: string]>
): ReadonlyArray<Candidate> =>
  [...stretches(run, hot)].flatMap(([first, last]) => {
    const { list } = run
    const [what, ...passed] = list.slice(first, last + 1)
    if (passed.length === 0 || what.locks.size > 0 || what.notes.has("ready") || !isVoid(what)) return []
    const past = passed.at(-1)!
    const stated = passed.some((other) => order.some(([a, b]) => names(what, a) && names(other, b)))
    if (stated || passed.some((other) => flows(what, other)) || passed.includes(what)) return []
    return [single({ tag: "move", what: what.place, past: past.place }, costs.move + last - first)]
  })

/** Nobody uses what it gives. */
const isVoid = ({ results }: Happening): boolean => [...results].every((result) => result === undefined)

/** The second reads or overwrites what the first wrote, or the other way round. */
const flows = (a: Happening, b: Happening): boolean =>
  [...a.writes].some((name) => b.touches.has(name)) || [...b.writes].some((name) => a.touches.has(name))

/** Is it, or does it touch, what an author calls so? */
const names = ({ place, touches }: Happening, name: string): boolean => place.callee === name || touches.has(name)

const checks = ({ variables }: Survey, { list }: Run, hot: Hot): ReadonlyArray<Candidate> =>
  [...variables].filter(([, seen]) => isFlag(seen)).flatMap(([object, { initial, writers }]) =>
    list.filter((what) => hot(what) && what.locks.size === 0 && !what.notes.has("ready")).flatMap((what) => {
      if ([...what.tasks].every((task) => writers.has(task))) return []
      if (what.writes.has(object) || what.touches.size + what.notes.size === 0) return []
      return refusals(what).flatMap((answer) =>
        (["while", "unless"] as const).map((skip) => {
          const instances = [...what.instances]
          const edit = { tag: "check", object, skip, value: show(initial), what: what.place, instances } as const
          return single(answer === undefined ? edit : { ...edit, answer }, costs.check)
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

const locks = (survey: Survey, run: Run, hot: Hot, isStuck: boolean): ReadonlyArray<Candidate> =>
  [...survey.locks].flatMap(([object, { spins }]) => {
    const { list } = run
    const own = (happening: Happening | undefined) => happening?.locks.size === 1 && happening.locks.has(object)
    const held = heldBefore(list, object)
    const isEdge = (happening: Happening) =>
      hot(happening) || own(happening) || happening.locks.size > (isStuck ? 0 : 1) ||
      (isStuck && happening.takes.size > 0)
    return [...stretches(run, isEdge)].flatMap(([first, last]) => {
      const inside = list.slice(first, last + 1)
      if (spins && inside.some(({ waits }) => waits)) return []
      const isNested = inside.some((happening) => !own(happening) && happening.takes.has(object))
      if (!isNested) {
        // In a section of its own a stretch begins with the unlock, and ends with the lock: nothing else is new.
        if (held[first] && !(own(list[first]) && list[first].gives)) return []
        if (held[last + 1] && !(own(list[last]) && !list[last].gives)) return []
        const isSection = own(inside[0]) && own(inside.at(-1)) && !inside[0].gives && inside.at(-1)!.gives
        if (isSection && inside.filter(own).length === 2) return []
      }
      const widens = held[first] || held[last + 1] || isNested || inside.some(own)
      const edit: Edit = { tag: "lock", object, first: list[first].place, last: list[last].place, widens }
      return [single(edit, costs.lock + (widens ? widening : 0) + last - first)]
    })
  })

/** Before each happening of a run, and at its end: does it hold the lock by what it did itself? */
const heldBefore = (list: ReadonlyArray<Happening>, name: string): ReadonlyArray<boolean> => {
  const held = [false]
  for (const { gives, locks: of } of list) held.push(of.has(name) ? !gives : held.at(-1)!)
  return held
}
