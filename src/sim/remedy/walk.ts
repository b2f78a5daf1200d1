/**
 * Walks through a task's generators one call at a time, so that what a program does can be changed while it runs.
 *
 * `yield*` of one generator in another is done by the language, unseen. While a walk is under way the generators of
 * this thread tell when they are delegated to (`whileIntercepting`), as steps and local operations do; each is then an
 * arrival with its place in the source, and an editor may go on with it, take steps around it, answer in its place, or
 * put it off. What comes out is a run of a program that somebody could have written. Generators that Effect runs itself
 * (a nested Effect.gen) are not walked through.
 */
import { ScenarioError } from "../errors.ts"
import type { Frame } from "../result.ts"
import type { Task } from "../task.ts"
import type { Follower, Position } from "../world.ts"
import { beginReading, callerOf, endReading } from "./caller.ts"

/** Something that has an iterator of the machine's, or a generator that is called. */
type What = { [Symbol.iterator](): unknown }

/** One `yield*` that the code of a task has come to. */
export class Arrival implements Iterator<unknown, unknown> {
  readonly kind: "step" | "local" | "call"
  readonly what: What
  /** Where it is written; undefined inside the machine's own helpers. */
  readonly site: Frame | undefined
  taken = false
  private readonly walk: Walk

  constructor(kind: Arrival["kind"], what: What, walk: Walk) {
    this.kind = kind
    this.what = what
    this.walk = walk
    this.site = callerOf(what[Symbol.iterator])
  }

  next(value: unknown): IteratorResult<unknown, unknown> {
    if (!this.taken && walking === this.walk && this.walk.arrived === undefined) {
      this.walk.arrived = this
      return { done: false, value: this }
    }
    return this.taken ? { done: true, value } : this.refuse()
  }

  throw(error: unknown): never {
    throw error
  }

  return(value: unknown): IteratorResult<unknown, unknown> {
    return this.taken ? { done: true, value } : this.refuse()
  }

  /** A `for`, a spread: whoever does not delegate gets something else than the generator's values. */
  private refuse(): never {
    throw this.walk.task.machine.refuse(
      new ScenarioError(
        "misuse",
        "a generator is used otherwise than by yield*: its task cannot be changed while it runs"
      )
    )
  }
}

/** A generator that is being run, and by whom it was called. */
export class Activation {
  readonly generator: Iterator<unknown, unknown>
  readonly caller: Activation | undefined
  /** The call it came from; undefined for a task's body. */
  readonly call: Arrival | undefined

  constructor(generator: Iterator<unknown, unknown>, caller: Activation | undefined, call: Arrival | undefined) {
    this.generator = generator
    this.caller = caller
    this.call = call
  }
}

/** What an editor says of an arrival: undefined to go on with it, or the answer it gets instead. */
export type Fate = { readonly answer: unknown } | undefined

type Steps<A> = Generator<any, A, any>

/** Looks at everything a task comes to, and may take steps of its own at each place. */
export interface Editor {
  /** Before it is gone on with. */
  before(activation: Activation, arrival: Arrival): Steps<Fate>
  /** Takes the step, or does otherwise. */
  step(activation: Activation, arrival: Arrival): Steps<unknown>
  /** It is over; this is what it gave. */
  after(activation: Activation, arrival: Arrival, result: unknown): Steps<void>
  /** A generator has ended, by return or by an exception. */
  leave(activation: Activation): Steps<void>
  /** All that it will do else than it would have at the task's first step, as a text. */
  readonly state: string
}

/** Walks through every task, with an editor of its own for each. */
export abstract class Walking implements Follower {
  abstract readonly remedies: ReadonlySet<string>
  private readonly walks = new WeakMap<Task, Walk>()

  protected abstract editorOf(walk: Walk): Editor

  follow(task: Task, body: Steps<any>): Steps<any> {
    const walk = new Walk(task, (own) => this.editorOf(own))
    this.walks.set(task, walk)
    return walk.follow(new Activation(body, undefined, undefined))
  }

  positionOf(task: Task): Position | undefined {
    return this.walks.get(task)?.position
  }
}

/** One task's way through its code. */
export class Walk {
  readonly task: Task
  arrived: Arrival | undefined = undefined
  private readonly editor: Editor
  /** The innermost generator; undefined while the fiber evaluates an effect that is none of the machine's. */
  private at: Activation | undefined = undefined
  /** What it has come to. */
  private reached: Arrival | undefined = undefined

  constructor(task: Task, editor: (walk: Walk) => Editor) {
    this.task = task
    this.editor = editor(this)
  }

  get position(): Position | undefined {
    if (this.at === undefined) return undefined
    const generators: Array<Iterator<unknown, unknown>> = []
    const places: Array<string> = []
    let call = this.reached
    for (let one: Activation | undefined = this.at; one !== undefined; [call, one] = [one.call, one.caller]) {
      generators.push(one.generator)
      places.push(call?.site === undefined ? "" : `${call.site.file}:${call.site.line}:${call.site.column}`)
    }
    return { generators, places, follower: this.editor.state }
  }

  /** Runs a generator to its end. */
  *follow(activation: Activation): Steps<any> {
    const { editor } = this
    let answer: unknown = undefined
    let failure: { readonly error: unknown } | undefined = undefined
    try {
      for (;;) {
        const next: IteratorResult<unknown, unknown> = this.advance(activation, answer, failure)
        failure = undefined
        this.at = activation
        const { arrived } = this
        this.arrived = undefined
        if (next.done === true) return next.value
        if (arrived === undefined || next.value !== arrived) {
          // Any other effect is the fiber's affair.
          this.at = undefined
          answer = yield next.value
          continue
        }
        arrived.taken = true
        this.reached = arrived
        try {
          const fate: Fate = yield* editor.before(activation, arrived)
          if (fate !== undefined) {
            answer = fate.answer
            continue
          }
          answer = yield* this.goOn(activation, arrived)
          yield* editor.after(activation, arrived, answer)
        } catch (error) {
          failure = { error }
        }
      }
    } finally {
      yield* editor.leave(activation)
    }
  }

  /** Does what the task has come to. */
  *goOn(activation: Activation, arrival: Arrival): Steps<unknown> {
    const { kind, what } = arrival
    if (kind === "step") return yield* this.editor.step(activation, arrival)
    if (kind === "local") return yield* what as Steps<unknown>
    return yield* this.follow(new Activation(what as Steps<unknown>, activation, arrival))
  }

  private advance(
    { generator }: Activation,
    answer: unknown,
    failure: { readonly error: unknown } | undefined
  ): IteratorResult<unknown, unknown> {
    const outer = walking
    // oxlint-disable-next-line no-this-alias -- generators have no other way to find the walk they are in
    walking = this
    try {
      return failure === undefined ? generator.next(answer) : generator.throw!(failure.error)
    } finally {
      walking = outer
    }
  }
}

/** The walk whose task's code is running. */
let walking: Walk | undefined = undefined

/** Is the code that runs walked through? */
export const isWalked = (): boolean => walking !== undefined

/** The iterator of a step or of a local operation in code that is walked through. */
export const arrive = (kind: "step" | "local", what: What): Iterator<any, any> => new Arrival(kind, what, walking!)

/** What all generators of this thread inherit from. */
const generators: object = Object.getPrototypeOf(function*() {}).prototype

const delegating = {
  [Symbol.iterator](this: Iterator<unknown, unknown>) {
    return walking === undefined ? this : new Arrival("call", this as any, walking)
  }
}

/** Runs something synchronous during which generators tell walks when they are delegated to. */
export const whileIntercepting = <A>(run: () => A): A => {
  const kept = beginReading()
  Object.defineProperty(generators, Symbol.iterator, { configurable: true, value: delegating[Symbol.iterator] })
  try {
    return run()
  } finally {
    Reflect.deleteProperty(generators, Symbol.iterator)
    endReading(kept)
  }
}
