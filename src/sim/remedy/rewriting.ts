/**
 * Runs a program as if its source had been changed: each edit of a set is done to every task, wherever its place comes.
 */
import type { Machine } from "../machine.ts"
import { blockIn } from "../memory/record.ts"
import { ordered, Variable } from "../memory/variable.ts"
import type { SimObject } from "../object.ts"
import type { Frame } from "../result.ts"
import { type Operation, Step } from "../step.ts"
import { Rcu } from "../sync/rcu.ts"
import { Refcount } from "../sync/refcount.ts"
import type { Edit, EditPlace, Form } from "./edit.ts"
import { Held } from "./held.ts"
import { giving, isLockable, taking } from "./lockable.ts"
import { type Activation, type Arrival, type Editor, type Fate, type Walk, Walking } from "./walk.ts"

type Steps<A> = Generator<any, A, any>
type Of<Tag extends Edit["tag"]> = Extract<Edit, { readonly tag: Tag }>

/** Where something is written, as one word; calls at one place are told apart by what they call. */
export const keyOf = (place: EditPlace): string => keyAt(place, place.callee)

/** Kept by place: it is asked for at everything that a task comes to. */
const keyAt = (place: Frame, callee: string): string => {
  let known = keys.get(place)
  if (known === undefined) keys.set(place, known = new Map())
  let key = known.get(callee)
  if (key === undefined) known.set(callee, key = `${place.file}:${place.line}:${place.column}:${callee}`)
  return key
}

const keys = new WeakMap<Frame, Map<string, string>>()

/** Names of functions by what their generators inherit from: known once they have taken a step. */
export type Callees = WeakMap<object, string>

/** The key of an arrival; undefined inside the machine's own helpers. */
export const keyOfArrival = ({ kind, site, what }: Arrival, callees: Callees): string | undefined =>
  site === undefined ? undefined : keyAt(site, kind === "call" ? callees.get(Object.getPrototypeOf(what)) ?? "" : "")

/** A set of edits in force. */
export class Rewriting extends Walking {
  readonly remedies: ReadonlySet<string>
  /** An edit could not be done: what it needs does not exist where its place comes. */
  impossible = false
  /** Keys of everything that was gone on with. */
  readonly visited = new Set<string>()
  readonly callees: Callees
  readonly edits: ReadonlyArray<Edit>
  /** Objects that edits need and the program has not, by what they are called. */
  private readonly own = new Map<string, SimObject>()
  private readonly byTag: ReadonlyMap<Edit["tag"], ReadonlyArray<Edit>>
  /** The edits that begin a section before a place. */
  readonly sections: ReadonlyArray<Of<"lock"> | Of<"rcu">>
  /** Frees that have been left to a callback. */
  readonly deferred = new WeakSet<Step<unknown>>()

  constructor(edits: ReadonlyArray<Edit>, callees: Callees) {
    super()
    this.edits = edits
    this.callees = callees
    this.byTag = Map.groupBy(edits, ({ tag }) => tag)
    this.sections = [...this.of("lock"), ...this.of("rcu").filter(({ section }) => section !== undefined)]
    this.remedies = new Set(this.of("declared").map(({ name }) => name))
  }

  protected override editorOf(walk: Walk): Editor {
    return new Rewriter(walk, this)
  }

  of<Tag extends Edit["tag"]>(tag: Tag): ReadonlyArray<Of<Tag>> {
    return (this.byTag.get(tag) ?? []) as ReadonlyArray<Of<Tag>>
  }

  /** The counter of those who hold a reference that an edit adds; one is nobody. */
  users(machine: Machine, name: string): Refcount {
    return this.made(machine, `users of ${name}`, (title) => new Refcount(machine, title, 1))
  }

  /** The domain of this name; the program may have none. */
  domain(machine: Machine, name: string): Rcu {
    const known = machine.objects.find((object) => object instanceof Rcu && object.name === name)
    return known as Rcu | undefined ?? this.made(machine, name, (title) => new Rcu(machine, title))
  }

  private made<O extends SimObject>(machine: Machine, title: string, make: (title: string) => O): O {
    const known = this.own.get(title)
    if (known?.execution === machine.execution) return known as O
    const made = machine.asCreator(title, () => make(title))
    this.own.set(title, made)
    return made
  }
}

/** Something that is held from one place to another. */
interface Section {
  readonly edit: Of<"lock"> | Of<"hold"> | Of<"rcu">
  readonly activation: Activation
  readonly first: Frame
  readonly last: EditPlace
  readonly end: () => Steps<void>
}

/** Forms of a section that begin where the lock is held. */
const goesOn: ReadonlySet<Form> = new Set<Form>(["later", "joined", "inside"])

/** Is it written between the two ends of a section? */
const isBetween = ({ site }: Arrival, { first, last }: Section): boolean =>
  site!.line >= Math.min(first.line, last.line) && site!.line <= Math.max(first.line, last.line)

function* once(step: Step<unknown>): Steps<void> {
  yield* step
}

/** Edits one task. */
class Rewriter implements Editor {
  private readonly walk: Walk
  private readonly rewriting: Rewriting
  private readonly machine: Machine
  private open: ReadonlyArray<Section> = []
  private putOff: ReadonlyArray<
    { readonly edit: Of<"move">; readonly activation: Activation; readonly arrival: Arrival }
  > = []
  private readonly held = new Held()

  constructor(walk: Walk, rewriting: Rewriting) {
    this.walk = walk
    this.rewriting = rewriting
    this.machine = walk.task.machine
  }

  get state(): string {
    const { edits } = this.rewriting
    const open = this.open.map(({ edit }) => edits.indexOf(edit))
    const late = this.putOff.map(({ edit }) => edits.indexOf(edit))
    return `${open.join()};${late.join()};${this.held.state}`
  }

  /** `isLate`: it was put off, and its time has come. */
  *before(activation: Activation, arrival: Arrival, isLate = false): Steps<Fate> {
    const { rewriting } = this
    const key = keyOfArrival(arrival, rewriting.callees)
    if (key === undefined) return undefined
    const moved = rewriting.of("move").find(({ what }) => keyOf(what) === key)
    if (moved !== undefined && !isLate) {
      // A loop has come back to it, and it is still to be done.
      if (this.putOff.some(({ edit }) => edit === moved)) rewriting.impossible = true
      this.putOff = [...this.putOff, { edit: moved, activation, arrival }]
      return { answer: undefined }
    }
    // The code goes on past a branch in which the last place was.
    yield* this.close((section) => section.activation === activation && !isBetween(arrival, section))
    for (const edit of rewriting.sections) {
      const { first } = edit.tag === "rcu" ? edit.section! : edit
      if (keyOf(first) !== key) continue
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
    if (isLockable(object) && this.rewriting.of("lock").some(({ object: name }) => name === object.name)) {
      // Whoever gave it back by hand inside a section still has it.
      const isInside = this.open.some(({ edit }) => edit.tag === "lock" && edit.object === object.name)
      const result = yield* this.held.step(step, object, isInside)
      if (this.held.impossible) this.rewriting.impossible = true
      return result
    }
    if (object instanceof Variable) return yield* this.stronger(step)
    return operation.name === "kfree" ? yield* this.free(step) : yield* step
  }

  /** Once nobody can have a pointer to it any more, as edits see to it. */
  private *free(step: Step<unknown>): Steps<unknown> {
    const { machine, rewriting } = this
    const { name } = step.object
    if (rewriting.of("hold").some(({ object }) => object === name)) {
      yield* rewriting.users(machine, name).await((n) => n === 1)
    }
    for (const { domain, free } of rewriting.of("rcu")) {
      if (free?.block !== name || rewriting.deferred.has(step)) continue
      const rcu = rewriting.domain(machine, domain)
      if (free.by === "synchronize_rcu") yield* rcu.synchronize
      else {
        rewriting.deferred.add(step)
        return yield* rcu.call("kfree", function* kfree() {
          yield* step
        })
      }
    }
    return yield* step
  }

  *after(activation: Activation, arrival: Arrival, result: unknown): Steps<void> {
    const key = keyOfArrival(arrival, this.rewriting.callees)
    if (key === undefined) return
    yield* this.close((section) => section.activation === activation && keyOf(section.last) === key)
    const block = blockIn(result)?.name
    for (const edit of block === undefined ? [] : this.rewriting.of("hold")) {
      if (edit.object === block && edit.found.some((place) => keyOf(place) === key)) {
        yield* this.hold(edit, activation, arrival)
      }
    }
    const now = this.putOff.filter(({ edit, activation: own }) => own === activation && keyOf(edit.past) === key)
    this.putOff = this.putOff.filter((one) => !now.includes(one))
    for (const { arrival: late } of now) {
      if ((yield* this.before(activation, late, true)) !== undefined) continue
      // Whoever waited for an answer has got none.
      const answer: unknown = yield* this.walk.goOn(activation, late)
      if (answer !== undefined) this.rewriting.impossible = true
      yield* this.after(activation, late, answer)
    }
  }

  *leave(activation: Activation): Steps<void> {
    yield* this.close((section) => section.activation === activation)
  }

  private *begin(edit: Of<"lock"> | Of<"rcu">, activation: Activation): Steps<void> {
    if (edit.tag === "rcu") {
      const domain = this.rewriting.domain(this.machine, edit.domain)
      yield* domain.readLock
      this.enter({ edit, activation, ...edit.section!, end: () => once(domain.readUnlock) })
      return
    }
    const lock = this.find(edit.object, isLockable)
    if (lock === undefined) return
    // Whoever takes a lock that he holds already waits for ever.
    if (goesOn.has(edit.form) !== this.held.has(lock)) this.rewriting.impossible = true
    yield* this.held.take(lock, taking(lock, edit.mode), true)
    const { first, last } = edit
    this.enter({ edit, activation, first, last, end: () => this.held.give(lock, giving(lock, edit.mode)) })
  }

  /** A reference from here to the end of its use, which may be in a function that led here. */
  private *hold(edit: Of<"hold">, at: Activation, { site }: Arrival): Steps<void> {
    const { last } = edit
    let [activation, first]: [Activation, Frame | undefined] = [at, site]
    while (
      first !== undefined && (first.fn !== last.fn || first.file !== last.file) && activation.caller !== undefined
    ) {
      ;[activation, first] = [activation.caller, activation.call?.site]
    }
    if (first === undefined) return
    yield* this.close((section) => section.edit === edit)
    const users = this.rewriting.users(this.machine, edit.object)
    yield* users.inc
    this.enter({ edit, activation, first, last, end: () => once(users.decAndTest) })
  }

  private enter(section: Section): void {
    this.open = [...this.open, section]
  }

  /** The newest first, as unlocks are written. */
  private *close(which: (section: Section) => boolean): Steps<void> {
    if (this.open.length === 0) return
    const closing = this.open.filter(which)
    this.open = this.open.filter((section) => !closing.includes(section))
    for (const { end } of closing.toReversed()) yield* end()
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
