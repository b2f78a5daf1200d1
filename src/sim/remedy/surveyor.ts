/**
 * Follows one task of a survey: what it comes to, in which function, and what happens inside.
 */
import { WRITE } from "../effects.ts"
import type { Note } from "../log.ts"
import type { Machine } from "../machine.ts"
import { blockIn } from "../memory/record.ts"
import { ordered, Variable } from "../memory/variable.ts"
import type { Frame } from "../result.ts"
import type { Operation, Step } from "../step.ts"
import { RwSem } from "../sync/rwsem.ts"
import type { Task } from "../task.ts"
import type { EditPlace } from "./edit.ts"
import { isLockable, type Lockable, modeOf, spins } from "./lockable.ts"
import { keyOf, keyOfArrival } from "./rewriting.ts"
import type { FunctionSeen, Happening, Survey } from "./survey.ts"
import type { Activation, Arrival, Editor, Fate, Walk } from "./walk.ts"

type Steps<A> = Generator<any, A, any>

/** A call whose function is not known. */
const unnamed = "the call"

/** Runs of a function beyond so many different ones are not told apart. */
const runsMax = 24
/** Of more objects than so many the text of a step names all but the last of these, and says that there are others. */
const textMax = 3
/** Values beyond so many make a variable, or a result, one of which nothing is guessed. */
const valuesMax = 6

/** One happening that is under way, and those of its function before it. */
interface Run {
  readonly activation: Activation
  readonly list: Array<Happening>
}

/** Surveys one task. */
export class Surveyor implements Editor {
  /** It looks on. */
  readonly state = ""
  private readonly task: Task
  private readonly machine: Machine
  private readonly survey: Survey
  /** The functions that the task is in, outermost first. */
  private readonly runs: Array<Run> = []
  /** Names of the blocks that it has made, found or touched. */
  private readonly known = new Set<string>()
  /** Names of the locks that it holds. */
  private readonly held = new Set<string>()

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
    if (arrival.kind === "step") this.enter(arrival, arrival.what as Step<unknown>)
    if (arrival.kind === "call") this.enter(arrival)
    return undefined
  }

  *step(_: Activation, { what }: Arrival): Steps<unknown> {
    const step = what as Step<unknown>
    const before = step.object.state
    // A task may wait there for ever.
    if (isLockable(step.object)) this.noteLock(step.object, step.operation)
    const result = yield* step
    if (isLockable(step.object) && result !== false) this.hold(step.object, step.operation)
    this.find(blockIn(result)?.name)
    this.note(step, before)
    return result
  }

  *after(activation: Activation, arrival: Arrival, result: unknown): Steps<void> {
    if (arrival.kind === "local") {
      const { notes } = this.machine.log
      const note = notes.at(-1)
      if (note === undefined || note.task !== this.task) return
      if (note.kind === "alloc") this.known.add(note.data.block.name)
      this.mark(note, arrival)
    } else if (arrival.site !== undefined) {
      const happening = this.runs.findLast((run) => run.activation === activation)?.list.at(-1)
      if (happening === undefined) return
      if (happening.results.size < valuesMax) happening.results.add(result)
      for (const lock of this.held) happening.after.add(lock)
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

  private enter(arrival: Arrival, what: Step<unknown> | string = ""): void {
    const { site } = arrival
    const key = keyOfArrival(arrival, this.survey.callees)!
    const callee = arrival.kind === "call" ? this.survey.callees.get(Object.getPrototypeOf(arrival.what)) ?? "" : ""
    const { happenings } = this.functionOf(site!)
    let happening = happenings.get(key)
    if (happening === undefined) {
      const text = typeof what === "string" && what !== "" ? what : callee === "" ? unnamed : `${callee}()`
      const place = { ...site!, callee, text, tasks: [] }
      happenings.set(key, happening = fresh(place, arrival.kind === "call"))
    }
    const { objects, place } = happening
    if (typeof what === "object") {
      objects.add(what.object.name)
      Object.assign(place, { text: textOf(what.operation, oneOf([...objects])) })
    }
    if (!place.tasks.includes(this.task.name)) Object.assign(place, { tasks: [...place.tasks, this.task.name] })
    for (const lock of this.held) happening.under.add(lock)
    this.runs.at(-1)!.list.push(happening)
  }

  private functionOf({ file, fn }: Frame): FunctionSeen {
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
      this.enter(arrival, kind === "call" ? calleeOf(data) : kind)
    } else if (kind === "call") {
      // The helper through which a pointer is called is known by what it calls.
      const call = this.inside.at(-1)
      if (call !== undefined) {
        Object.assign(call.place, { text: calleeOf(data) })
        call.instances.add(data.instance)
      }
    }
    for (const happening of this.inside) happening.notes.add(kind)
  }

  private noteLock(lock: Lockable, operation: Operation): void {
    const happenings = this.inside
    const own = happenings.at(-1)
    this.survey.locks.set(lock.name, { spins: spins(operation), shared: lock instanceof RwSem })
    if (own !== undefined && !own.isCall) {
      own.locks.add(lock.name)
      own.reads = modeOf(operation) === "reading"
    }
    for (const { drops, takes } of happenings) (operation.lock === "give" ? drops : takes).add(lock.name)
  }

  private hold({ name }: Lockable, { lock }: Operation): void {
    if (lock === "give") this.held.delete(name)
    else this.held.add(name)
  }

  /** The task has come to know a block. */
  private find(block: string | undefined): void {
    if (block === undefined || this.known.has(block)) return
    this.known.add(block)
    const happenings = this.inside
    const own = happenings.at(-1)
    if (own === undefined || own.isCall) return
    for (const { finds } of happenings) {
      let places = finds.get(block)
      if (places === undefined) finds.set(block, places = new Map())
      places.set(keyOf(own.place), own.place)
    }
  }

  private note(step: Step<unknown>, before: unknown): void {
    const { object, operation } = step
    const { effects } = this.task.last!
    const happenings = this.inside
    const own = happenings.at(-1)
    if (object.block !== undefined) this.known.add(object.block.name)
    if (!isLockable(object)) {
      for (const { touches, writes } of happenings) {
        touches.add(object.name)
        if (object.block !== undefined) touches.add(object.block.name)
        if ((effects & WRITE) !== 0) writes.add(object.name)
      }
    }
    if (operation.enabled !== undefined && !spins(operation)) {
      for (const happening of happenings) happening.waits = true
    }
    if (operation.name === "kfree" && own !== undefined) {
      const { freed, freedSpinning, locks } = this.survey
      if ([...this.held].some((name) => locks.get(name)?.spins === true)) freedSpinning.add(object.name)
      freed.set(object.name, (freed.get(object.name) ?? new Map<string, EditPlace>()).set(keyOf(own.place), own.place))
    }
    if (object instanceof Variable && own !== undefined) this.access(object, operation, own.place, before)
  }

  private access(variable: Variable<any>, operation: Operation, place: EditPlace, before: unknown): void {
    const { stores } = operation
    const { variables } = this.survey
    let seen = variables.get(variable.name)
    if (seen === undefined) {
      const { initial } = variable
      const none = { readers: new Set<string>(), writers: new Set<string>(), values: new Set() }
      seen = { ...none, initial, loads: new Map(), stores: new Map() }
      variables.set(variable.name, seen)
    }
    ;(stores === true ? seen.writers : seen.readers).add(this.task.name)
    if (ordered.has(operation)) (stores === true ? seen.stores : seen.loads).set(keyOf(place), place)
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
  objects: new Set(),
  locks: new Set(),
  reads: false,
  takes: new Set(),
  under: new Set(),
  after: new Set(),
  drops: new Set(),
  notes: new Set(),
  instances: new Set(),
  finds: new Map(),
  results: new Set(),
  waits: false
})

/** The callback that a note of a call names. */
const calleeOf = ({ pointer }: Note["data"]): string => `${pointer?.name ?? "NULL"}()`

/** `a`, `a or b`, `a, b or c`, `a, b, ...`. */
const oneOf = (names: ReadonlyArray<string>): string => {
  if (names.length > textMax) return `${names.slice(0, textMax - 1).join(", ")}, ...`
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" or ")
}

/** A step without its argument, as in kernel C. */
const textOf = ({ name }: Operation, object: string): string => {
  if (name === "load") return object
  return name === "store" ? `${object} = ...` : `${name}(${object})`
}
