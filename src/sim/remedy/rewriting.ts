/**
 * Runs a program as if its source had been changed: each edit of a set is done to every task, wherever its place comes.
 *
 * The edits are those of result.ts. A lock that an edit holds is held once by its task, whatever else inside takes it:
 * sections of it inside become part of the larger one, as in the code somebody would write.
 */
import type { Machine } from "../machine.ts"
import { ordered, Variable } from "../memory/variable.ts"
import type { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import { Mutex } from "../sync/mutex.ts"
import { Refcount } from "../sync/refcount.ts"
import type { Task } from "../task.ts"
import type { Follower } from "../world.ts"
import type { Edit, EditPlace } from "./edit.ts"
import { Activation, type Arrival, type Editor, type Fate, Walk } from "./walk.ts"

type Steps<A> = Generator<any, A, any>
type Of<Tag extends Edit["tag"]> = Extract<Edit, { readonly tag: Tag }>

/** Where something is written, as one word; calls at one place are told apart by what they call. */
export const keyOf = ({ callee, column, file, line }: EditPlace): string => `${file}:${line}:${column}:${callee}`

/** Names of functions by what their generators inherit from: known once they have taken a step. */
export type Callees = WeakMap<object, string>

/** The key of an arrival; undefined inside the machine's own helpers. */
export const keyOfArrival = ({ kind, site, what }: Arrival, callees: Callees): string | undefined =>
  site === undefined ? undefined : keyOf({
    ...site,
    text: "",
    callee: kind === "call" ? callees.get(Object.getPrototypeOf(what)) ?? "" : ""
  })

/** A set of edits in force. */
export class Rewriting implements Follower {
  readonly remedies: ReadonlySet<string>
  /** An edit could not be done: what it needs does not exist where its place comes. */
  impossible = false
  /** Keys of everything that was gone on with. */
  readonly visited = new Set<string>()
  readonly callees: Callees
  private readonly edits: ReadonlyArray<Edit>
  private readonly counters = new Map<string, Refcount>()

  constructor(edits: ReadonlyArray<Edit>, callees: Callees) {
    this.edits = edits
    this.callees = callees
    this.remedies = new Set(this.of("declared").map(({ name }) => name))
  }

  follow(task: Task, body: Steps<any>): Steps<any> {
    const walk = new Walk(task, (own) => new Rewriter(own, this))
    return walk.follow(new Activation(body, undefined, undefined))
  }

  of<Tag extends Edit["tag"]>(tag: Tag): ReadonlyArray<Of<Tag>> {
    return this.edits.filter((edit): edit is Of<Tag> => edit.tag === tag)
  }

  /** The counter of those who hold a reference that an edit adds; one is nobody. */
  users(machine: Machine, name: string): Refcount {
    const known = this.counters.get(name)
    if (known?.execution === machine.execution) return known
    const title = `users of ${name}`
    const made = machine.asCreator(title, () => new Refcount(machine, title, 1))
    this.counters.set(name, made)
    return made
  }
}

/** A stretch of code in which a lock or a reference is held. */
interface Section {
  readonly edit: Of<"lock"> | Of<"hold">
  readonly activation: Activation
  readonly end: () => Steps<void>
}

/** Is it written between the two ends of a section? */
const isBetween = ({ site }: Arrival, { first, last }: Section["edit"]): boolean =>
  site!.line >= Math.min(first.line, last.line) && site!.line <= Math.max(first.line, last.line)

/** Edits one task. */
class Rewriter implements Editor {
  private readonly walk: Walk
  private readonly rewriting: Rewriting
  private readonly machine: Machine
  private open: ReadonlyArray<Section> = []
  private putOff: ReadonlyArray<
    { readonly edit: Of<"move">; readonly activation: Activation; readonly arrival: Arrival }
  > = []
  /** How often the task holds each lock that an edit is about, sections of edits counted. */
  private readonly holds = new Map<Mutex, number>()

  constructor(walk: Walk, rewriting: Rewriting) {
    this.walk = walk
    this.rewriting = rewriting
    this.machine = walk.task.machine
  }

  /** `isLate`: it was put off, and its time has come. */
  *before(activation: Activation, arrival: Arrival, isLate = false): Steps<Fate> {
    const { rewriting } = this
    const key = keyOfArrival(arrival, rewriting.callees)
    if (key === undefined) return undefined
    const moved = rewriting.of("move").find(({ what }) => keyOf(what) === key)
    if (moved !== undefined && !isLate) {
      this.putOff = [...this.putOff, { edit: moved, activation, arrival }]
      return { answer: undefined }
    }
    // The code goes on past a branch in which the last place was.
    yield* this.close((section) => section.activation === activation && !isBetween(arrival, section.edit))
    for (const edit of [...rewriting.of("lock"), ...rewriting.of("hold")]) {
      if (keyOf(edit.first) !== key) continue
      // A loop has come back to it.
      yield* this.close((section) => section.edit === edit && section.activation === activation)
      yield* this.begin(edit, activation)
    }
    for (const edit of rewriting.of("check")) {
      if (keyOf(edit.what) !== key) continue
      const variable = this.find(edit.object, (object) => object instanceof Variable)
      if (variable === undefined) continue
      const isFirst = (yield* variable.readOnce as any) === variable.initial
      if (isFirst === (edit.skip === "while")) return this.refuse(edit)
    }
    rewriting.visited.add(key)
    return undefined
  }

  /** Left out by a check; whoever is refused a callback is refused what the device can do. */
  private refuse({ answer, instances }: Of<"check">): Fate {
    const { log } = this.machine
    const lost = log.notes.filter(({ data, kind }) => kind === "capability" && instances.includes(data.instance))
    for (const { data } of lost) this.machine.note("refused", this.walk.task, data)
    return { answer }
  }

  *step(_: Activation, { what }: Arrival): Steps<unknown> {
    const step = what as Step<unknown>
    const { object, operation } = step
    if (object instanceof Mutex && this.isHeldByEdits(object)) return yield* this.lockStep(step, object)
    if (object instanceof Variable) return yield* this.stronger(step)
    if (operation.name === "kfree") {
      for (const edit of this.rewriting.of("hold")) {
        if (edit.object === object.name) yield* this.rewriting.users(this.machine, edit.object).await((n) => n === 1)
      }
    }
    return yield* step
  }

  *after(activation: Activation, arrival: Arrival): Steps<void> {
    const key = keyOfArrival(arrival, this.rewriting.callees)
    if (key === undefined) return
    yield* this.close((section) => section.activation === activation && keyOf(section.edit.last) === key)
    const now = this.putOff.filter(({ edit, activation: own }) => own === activation && keyOf(edit.past) === key)
    this.putOff = this.putOff.filter((one) => !now.includes(one))
    for (const { arrival: late } of now) {
      if ((yield* this.before(activation, late, true)) !== undefined) continue
      // Whoever waited for an answer has got none.
      if ((yield* this.walk.goOn(activation, late)) !== undefined) this.rewriting.impossible = true
      yield* this.after(activation, late)
    }
  }

  *leave(activation: Activation): Steps<void> {
    yield* this.close((section) => section.activation === activation)
  }

  private *begin(edit: Section["edit"], activation: Activation): Steps<void> {
    if (edit.tag === "hold") {
      const users = this.rewriting.users(this.machine, edit.object)
      yield* users.inc
      this.open = [...this.open, {
        edit,
        activation,
        *end() {
          yield* users.decAndTest
        }
      }]
      return
    }
    const lock = this.find(edit.object, (object) => object instanceof Mutex)
    if (lock === undefined) return
    yield* this.take(lock, lock.lock, true)
    this.open = [...this.open, { edit, activation, end: () => this.give(lock, lock.unlock) }]
  }

  /** The newest first, as unlocks are written. */
  private *close(which: (section: Section) => boolean): Steps<void> {
    if (this.open.length === 0) return
    const closing = this.open.filter(which)
    this.open = this.open.filter((section) => !closing.includes(section))
    for (const { end } of closing.toReversed()) yield* end()
  }

  private *lockStep(step: Step<unknown>, lock: Mutex): Steps<unknown> {
    const { lock: way, varies } = step.operation
    if (way === "give") return yield* this.give(lock, step)
    // A program that takes it twice by itself still waits for itself.
    const inside = this.open.some(({ edit }) => edit.tag === "lock" && edit.object === lock.name)
    if (varies !== true || inside) {
      yield* this.take(lock, step, inside)
      return varies === true ? true : undefined
    }
    const got = yield* step as Step<any>
    if (got === true) this.holds.set(lock, 1)
    return got
  }

  private *take(lock: Mutex, step: Step<any>, joins: boolean): Steps<void> {
    const held = this.holds.get(lock) ?? 0
    if (held === 0 || !joins) yield* step
    this.holds.set(lock, held + 1)
  }

  private *give(lock: Mutex, step: Step<any>): Steps<void> {
    const held = this.holds.get(lock) ?? 0
    if (held <= 1) yield* step
    this.holds.set(lock, Math.max(0, held - 1))
  }

  private isHeldByEdits(lock: Mutex): boolean {
    return this.rewriting.of("lock").some(({ object }) => object === lock.name)
  }

  private *stronger(step: Step<unknown>): Steps<unknown> {
    const { argument, object, operation } = step
    const replaced = this.replacement(object.name, operation)
    return yield* (replaced === undefined ? step : new Step(replaced, object, argument))
  }

  private replacement(name: string, operation: Operation): Operation | undefined {
    return this.rewriting.of("order").some(({ object }) => object === name) ? ordered.get(operation) : undefined
  }

  private find<O extends SimObject>(name: string, is: (object: SimObject) => object is O): O | undefined {
    const found = this.machine.objects.filter((object) => object?.name === name).filter(is)
    if (found.length !== 1) this.rewriting.impossible = true
    return found[0]
  }
}
