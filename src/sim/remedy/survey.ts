/**
 * What a program does and where it is written: every function's steps and calls, in the orders in which they came.
 *
 * One exploration of the unchanged program, walked through. What remedies are made from (candidates.ts) is in it: the
 * places, what happens inside each, who reads and writes which variable, which locks and blocks there are.
 */
import type { Machine } from "../machine.ts"
import { Rcu } from "../sync/rcu.ts"
import { RwSem } from "../sync/rwsem.ts"
import type { Task } from "../task.ts"
import type { EditPlace } from "./edit.ts"
import { isLockable } from "./lockable.ts"
import type { Callees } from "./rewriting.ts"
import { Surveyor } from "./surveyor.ts"
import { type Walk, Walking } from "./walk.ts"

type Steps<A> = Generator<any, A, any>

/** A step or a call at its place, and all that was seen of it. */
export interface Happening {
  readonly place: EditPlace
  readonly isCall: boolean
  /** Names of the objects of the step. */
  readonly objects: Set<string>
  /** Names of objects that steps inside it touch, and of those that they write; locks apart. */
  readonly touches: Set<string>
  readonly writes: Set<string>
  /** It is a step of a lock, of these by name in one execution or another. */
  readonly locks: Set<string>
  /** As a reader of a semaphore. */
  reads: boolean
  /** Names of the locks that are taken in it; that are held when it begins; when it is over; given back in between. */
  readonly takes: Set<string>
  readonly under: Set<string>
  readonly after: Set<string>
  readonly drops: Set<string>
  /** Kinds of the notes that it leaves. */
  readonly notes: Set<string>
  /** The instances of which it calls a callback by itself. */
  readonly instances: Set<string>
  /** Blocks that its task came to know in it, by name, and the steps that gave them, by key. */
  readonly finds: Map<string, Map<string, EditPlace>>
  /** What it gave to its caller. */
  readonly results: Set<unknown>
  /** It, or something inside, can wait. */
  waits: boolean
}

/** A lock, by its name. */
export interface LockSeen {
  /** Holding it is known to mean not to sleep. */
  readonly spins: boolean
  /** Readers may hold it together. */
  readonly shared: boolean
}

/** One function, by its file and name. */
export interface FunctionSeen {
  readonly name: string
  /** Different orders in which its happenings came, each the keys of one run through it. */
  readonly runs: Map<string, ReadonlyArray<string>>
  readonly happenings: Map<string, Happening>
}

/** A variable, by its name. */
export interface VariableSeen {
  readonly readers: Set<string>
  readonly writers: Set<string>
  /** Values stored that are not the first. */
  readonly values: Set<unknown>
  readonly initial: unknown
  /** Where it is loaded and stored without acquire and release, by key. */
  readonly loads: Map<string, EditPlace>
  readonly stores: Map<string, EditPlace>
}

/** Sees every execution of a machine. */
export class Survey extends Walking {
  readonly remedies: ReadonlySet<string> = new Set()
  readonly callees: Callees = new WeakMap()
  readonly functions = new Map<string, FunctionSeen>()
  readonly variables = new Map<string, VariableSeen>()
  readonly locks = new Map<string, LockSeen>()
  /** Names of RCU domains. */
  readonly domains = new Set<string>()
  /** Remedies that the author offers. */
  offered: ReadonlySet<string> = new Set()
  /** Where blocks are freed, by name and key. */
  readonly freed = new Map<string, Map<string, EditPlace>>()
  /** Names of those that are freed under a spinlock, where nobody may sleep. */
  readonly freedSpinning = new Set<string>()
  /** Names met in this execution; a function that is made anew in each is known in none before. */
  readonly learnt = new Map<object, string>()
  private surveyors: Array<Surveyor> = []

  /** Keys of everything that a run was seen to come to. */
  get keys(): ReadonlySet<string> {
    return new Set([...this.functions.values()].flatMap(({ runs }) => [...runs.values()].flat()))
  }

  /** What the machine that was surveyed knows at the end. */
  conclude({ objects, remedies }: Machine): void {
    this.endExecution()
    for (const seen of this.functions.values()) forgetUnnamed(seen)
    this.offered = remedies
    for (const object of objects) {
      if (object instanceof Rcu) this.domains.add(object.name)
      if (!isLockable(object) || this.locks.has(object.name)) continue
      this.locks.set(object.name, { spins: false, shared: object instanceof RwSem })
    }
  }

  private endExecution(): void {
    for (const surveyor of this.surveyors) surveyor.end()
    this.surveyors = []
    for (const [made, fn] of this.learnt) this.callees.set(made, fn)
    this.learnt.clear()
  }

  override follow(task: Task, body: Steps<any>): Steps<any> {
    if (task.index === 0) this.endExecution()
    return super.follow(task, body)
  }

  protected override editorOf(walk: Walk): Surveyor {
    const surveyor = new Surveyor(walk, this)
    this.surveyors.push(surveyor)
    return surveyor
  }
}

/** A function may be called before its name is known: what came of that is known better from later calls. */
const forgetUnnamed = ({ happenings, runs }: FunctionSeen): void => {
  const places = [...happenings.values()].map(({ place }) => place)
  const isNamed = ({ column, line }: EditPlace) =>
    places.some((other) => other.callee !== "" && other.line === line && other.column === column)
  for (const [key, { place }] of happenings) {
    if (place.callee !== "" || !isNamed(place)) continue
    happenings.delete(key)
    for (const [run, keys] of runs) if (keys.includes(key)) runs.delete(run)
  }
}
