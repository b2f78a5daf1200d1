/**
 * Follows one task of a survey: what it comes to, in which function, and what happens inside.
 */
import { WRITE } from "../effects.ts"
import type { Note } from "../log.ts"
import type { Machine } from "../machine.ts"
import { Variable } from "../memory/variable.ts"
import type { Operation, Step } from "../step.ts"
import { Mutex } from "../sync/mutex.ts"
import type { Task } from "../task.ts"
import type { EditPlace } from "./edit.ts"
import { keyOf, keyOfArrival } from "./rewriting.ts"
import type { FunctionSeen, Happening, Survey } from "./survey.ts"
import type { Activation, Arrival, Editor, Fate, Walk } from "./walk.ts"

type Steps<A> = Generator<any, A, any>

/** A call whose function is not known. */
const unnamed = "the call"

/** Runs of a function beyond so many different ones are not told apart. */
const runsMax = 24
/** Values beyond so many make a variable, or a result, one of which nothing is guessed. */
const valuesMax = 6

/** One happening that is under way, and those of its function before it. */
interface Run {
  readonly activation: Activation
  readonly list: Array<Happening>
}

/** Surveys one task. */
export class Surveyor implements Editor {
  private readonly task: Task
  private readonly machine: Machine
  private readonly survey: Survey
  /** The functions that the task is in, outermost first. */
  private readonly runs: Array<Run> = []

  constructor({ task }: Walk, survey: Survey) {
    this.task = task
    this.machine = task.machine
    this.survey = survey
  }

  *before(activation: Activation, arrival: Arrival): Steps<Fate> {
    const { site } = arrival
    while (this.runs.length > 0 && !calls(this.runs.at(-1)!.activation, activation)) this.runs.pop()
    if (this.runs.at(-1)?.activation !== activation) this.runs.push({ activation, list: [] })
    if (site === undefined) return undefined
    if (activation.call !== undefined) this.learn(activation, site.fn)
    if (arrival.kind === "step") this.enter(arrival, textOf(arrival.what as Step<unknown>))
    if (arrival.kind === "call") this.enter(arrival)
    return undefined
  }

  *step(_: Activation, { what }: Arrival): Steps<unknown> {
    const step = what as Step<unknown>
    const before = step.object.state
    // A task may wait there for ever.
    if (step.object instanceof Mutex) this.noteLock(step.object, step.operation)
    const result = yield* step
    this.note(step, before)
    return result
  }

  *after(activation: Activation, arrival: Arrival, result: unknown): Steps<void> {
    if (arrival.kind === "local") {
      const { notes } = this.machine.log
      const note = notes.at(-1)
      if (note !== undefined && note.task === this.task) this.mark(note, arrival)
    } else if (arrival.site !== undefined) {
      const happening = this.runs.findLast((run) => run.activation === activation)?.list.at(-1)
      if (happening !== undefined && happening.results.size < valuesMax) happening.results.add(result)
    }
  }

  *leave(activation: Activation): Steps<void> {
    const at = this.runs.findIndex((run) => run.activation === activation)
    if (at >= 0) { for (const run of this.runs.splice(at)) this.keep(run) }
  }

  /** The execution is over, wherever the task is. */
  end(): void {
    for (const run of this.runs.splice(0)) this.keep(run)
  }

  private keep({ list }: Run): void {
    const [first] = list
    if (first === undefined) return
    const seen = this.functionOf(first.place)
    const keys = list.map(({ place }) => keyOf(place))
    if (seen.runs.size < runsMax) seen.runs.set(keys.join(" "), keys)
  }

  /** The name of a function shows in what it does: the call of it is named, and later ones by what they inherit. */
  private learn({ generator }: Activation, fn: string): void {
    this.survey.learnt.set(Object.getPrototypeOf(generator), fn)
    const call = this.runs.slice(0, -1).findLast(({ list }) => list.length > 0)?.list.at(-1)
    if (call === undefined || !call.isCall || call.place.callee !== "") return
    const names = call.place.text === unnamed ? [] : call.place.text.split(" or ")
    if (!names.includes(`${fn}()`)) Object.assign(call.place, { text: [...names, `${fn}()`].join(" or ") })
  }

  private enter(arrival: Arrival, text?: string): void {
    const { kind, site, what } = arrival
    const key = keyOfArrival(arrival, this.survey.callees)!
    const callee = kind === "call" ? this.survey.callees.get(Object.getPrototypeOf(what)) ?? "" : ""
    const place = { ...site!, callee, text: text ?? (callee === "" ? unnamed : `${callee}()`) }
    const { happenings } = this.functionOf(place)
    let happening = happenings.get(key)
    if (happening === undefined) happenings.set(key, happening = fresh(place, kind === "call"))
    happening.tasks.add(this.task.name)
    this.runs.at(-1)!.list.push(happening)
  }

  private functionOf({ file, fn }: EditPlace): FunctionSeen {
    const { functions } = this.survey
    const key = `${file} ${fn}`
    let seen = functions.get(key)
    if (seen === undefined) functions.set(key, seen = { name: fn, runs: new Map(), happenings: new Map() })
    return seen
  }

  /** The happenings that the task is in, outermost first. */
  private get inside(): ReadonlyArray<Happening> {
    return this.runs.flatMap(({ list }) => list.length === 0 ? [] : [list.at(-1)!])
  }

  /** A local operation left a note. */
  private mark({ data, kind }: Note, arrival: Arrival): void {
    if (kind !== "ready" && kind !== "call") return
    if (arrival.site !== undefined) {
      this.enter(arrival, kind)
    } else if (kind === "call") {
      // The helper through which a pointer is called is known by what it calls.
      const call = this.inside.at(-1)
      if (call !== undefined) {
        Object.assign(call.place, { text: `${data.pointer?.name ?? "NULL"}()` })
        call.instances.add(data.instance)
      }
    }
    for (const happening of this.inside) happening.notes.add(kind)
  }

  private noteLock({ name }: Mutex, operation: Operation): void {
    const happenings = this.inside
    const own = happenings.at(-1)
    this.survey.locks.set(name, { spins: operation.name.startsWith("spin") })
    const gives = operation.lock === "give"
    if (own !== undefined && !own.isCall) {
      own.locks.add(name)
      own.gives = gives
    }
    if (!gives) { for (const { takes } of happenings) takes.add(name) }
  }

  private note(step: Step<unknown>, before: unknown): void {
    const { object, operation } = step
    const { effects } = this.task.last!
    const happenings = this.inside
    const own = happenings.at(-1)
    if (!(object instanceof Mutex)) {
      for (const { touches, writes } of happenings) {
        touches.add(object.name)
        if (object.block !== undefined) touches.add(object.block.name)
        if ((effects & WRITE) !== 0) writes.add(object.name)
      }
    }
    if (operation.enabled !== undefined && !operation.name.startsWith("spin")) {
      for (const happening of happenings) happening.waits = true
    }
    if (operation.name === "kfree") this.survey.freed.add(object.name)
    if (object instanceof Variable && own !== undefined) this.access(object, operation, own.place, before)
  }

  private access(variable: Variable<any>, { stores }: Operation, place: EditPlace, before: unknown): void {
    const { variables } = this.survey
    let seen = variables.get(variable.name)
    if (seen === undefined) {
      const { initial } = variable
      const none = { readers: new Set<string>(), writers: new Set<string>(), values: new Set() }
      seen = { ...none, initial, loads: new Map(), stores: new Map() }
      variables.set(variable.name, seen)
    }
    ;(stores === true ? seen.writers : seen.readers).add(this.task.name)
    ;(stores === true ? seen.stores : seen.loads).set(keyOf(place), place)
    if (variable.state !== seen.initial && variable.state !== before && seen.values.size < valuesMax) {
      seen.values.add(variable.state)
    }
  }
}

/** Was the second called by the first, directly or not, or is it the first itself? */
const calls = (first: Activation, second: Activation | undefined): boolean =>
  second !== undefined && (second === first || calls(first, second.caller))

const fresh = (place: EditPlace, isCall: boolean): Happening => ({
  place,
  isCall,
  touches: new Set(),
  writes: new Set(),
  locks: new Set(),
  gives: false,
  takes: new Set(),
  notes: new Set(),
  instances: new Set(),
  results: new Set(),
  waits: false,
  tasks: new Set()
})

/** A step without its argument, as in kernel C. */
const textOf = ({ object, operation }: Step<unknown>): string => {
  if (operation.name === "load") return object.name
  return operation.name === "store" ? `${object.name} = ...` : `${operation.name}(${object.name})`
}
