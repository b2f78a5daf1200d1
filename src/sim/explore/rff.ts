/**
 * RFF, reads-from fuzzing: partial order sampling under constraints on who reads from whom, bred by what they bring.
 *
 * A constraint says that a read shall, or shall not, find what a certain write left. A pending step that would
 * break one waits as long as anybody else can go; one that would fulfil it goes first. A set of constraints under
 * which some read found what it had never found before is kept; each execution runs under one of those that were
 * kept, a little changed. Steps are one to a constraint if tasks of the same name do the same with the same object:
 * so one constraint speaks of a hundred equal tasks.
 * Source: Wolff, Shi, Duck, Mathur, Roychoudhury, "Greybox Fuzzing for Concurrency Testing", ASPLOS 2024.
 */
import { READ, WRITE } from "../effects.ts"
import type { Machine } from "../machine.ts"
import { locationsOf, type SimObject } from "../object.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { PartialOrderSampling, writes } from "./pos.ts"

/** What a read shall find, or shall not, at a location. */
interface Constraint {
  readonly location: number
  readonly read: string
  readonly write: string
  readonly wanted: boolean
}

/** Who touched a location, in all executions so far. */
interface Touched {
  readonly reads: Set<string>
  readonly writes: Set<string>
  readonly tasks: Set<number>
}

/** The write before all others. */
const initial = "initial"
/** Sets of constraints kept, and constraints in a set. */
const keptMax = 256
const constraintsMax = 8

/** Partial order sampling that learns who can read from whom. */
export class ReadsFromFuzzing extends PartialOrderSampling {
  override readonly name = "rff"
  private readonly touched = new Map<number, Touched>()
  /** Where some read has something to choose from. */
  private shared: ReadonlyArray<number> = []
  private readonly found = new Set<string>()
  private readonly kept: Array<ReadonlyArray<Constraint>> = [[]]
  private constraints: ReadonlyArray<Constraint> = []
  /** Those of this execution that are still to be fulfilled. */
  private open: ReadonlyArray<Constraint> = []

  override next(): boolean {
    this.constraints = this.changed(this.kept[this.dice.below(this.kept.length)])
    this.open = this.constraints
    return super.next()
  }

  override choose(machine: Machine): Task {
    const task = super.choose(machine)
    // A read that was wanted is wanted once.
    const isFulfilled = (one: Constraint) => one.wanted && one.read === eventOf(task) && advance(one, task) > 0
    if (this.open.some(isFulfilled)) this.open = this.open.filter((one) => !isFulfilled(one))
    return task
  }

  override done(machine: Machine): void {
    if (this.learn(machine) && this.kept.length < keptMax) this.kept.push(this.constraints)
  }

  /** Did some read find what it had never found before? */
  learn({ log }: Machine): boolean {
    const last = new Map<number, string>()
    let isNew = false
    for (let i = 0; i < log.count; i++) {
      const { effects, step, task } = log.records[i]
      const event = nameOf(step, task)
      for (const location of locationsOf(step.object)) {
        const isOwn = location === step.object.location
        const touched = this.touchedAt(location)
        touched.tasks.add(task.id)
        // To touch a field is to read the life of its block.
        if (!isOwn || (effects & READ) !== 0) {
          touched.reads.add(event)
          const pair = pairOf(location, event, last.get(location) ?? initial)
          isNew ||= !this.found.has(pair)
          this.found.add(pair)
        }
        if (isOwn && (effects & WRITE) !== 0) {
          touched.writes.add(event)
          last.set(location, event)
        }
      }
    }
    this.shared = [...this.touched].filter(([, { reads, tasks, writes: by }]) =>
      tasks.size > 1 && reads.size > 0 && by.size > 0
    ).map(([location]) => location)
    return isNew
  }

  /** 2 for a step that a constraint asks for, 0 for one that it asks to wait, 1 where none does, or some do either. */
  protected override rank(task: Task): number {
    let [forward, back] = [false, false]
    for (const one of this.open) {
      const step = advance(one, task)
      forward ||= step > 0
      back ||= step < 0
    }
    return forward === back ? 1 : forward ? 2 : 0
  }

  /** The set with one more constraint, one less, or one the other way round; now and then with a few such changes. */
  private changed(set: ReadonlyArray<Constraint>): ReadonlyArray<Constraint> {
    if (this.shared.length === 0) return set
    const changed = [...set]
    do {
      const at = this.dice.below(changed.length + 1)
      const one = changed[at]
      const way = one === undefined ? 0 : this.dice.below(3)
      if (way === 0 && changed.length < constraintsMax) changed.push(this.drawn())
      else if (way === 1) changed.splice(at, 1)
      else if (one !== undefined) changed[at] = { ...one, wanted: !one.wanted }
    } while (this.dice.below(2) === 0)
    return changed
  }

  private drawn(): Constraint {
    const location = this.shared[this.dice.below(this.shared.length)]
    const { reads, writes: by } = this.touched.get(location)!
    const drawn = (events: ReadonlyArray<string>) => events[this.dice.below(events.length)]
    const [read, write] = [drawn([...reads]), drawn([initial, ...by])]
    // For what was never seen, or against what was.
    return { location, read, write, wanted: !this.found.has(pairOf(location, read, write)) }
  }

  private touchedAt(location: number): Touched {
    let touched = this.touched.get(location)
    if (touched === undefined) {
      this.touched.set(location, touched = { reads: new Set(), writes: new Set(), tasks: new Set() })
    }
    return touched
  }
}

/** Above 0 if the constraint wants the pending step of the task to go, below 0 if it wants it to wait. */
const advance = ({ location, read, wanted, write }: Constraint, task: Task): number => {
  const step = task.pending!
  const object = at(step, location)
  if (object === undefined) return 0
  const event = eventOf(task)
  const { lastWrite } = object.trail
  const last = lastWrite === undefined ? initial : nameOf(lastWrite.step, lastWrite.task)
  const fits = (last === write) === wanted
  if (event === read) return fits ? 1 : -1
  if (object !== step.object || !writes(step)) return 0
  // The value there fits, so it should stay; or it does not, and who would change that is welcome.
  if (fits) return wanted || event === write ? -1 : 0
  return (event === write) === wanted ? 1 : 0
}

/** The object that the step touches at the location: its own, or the block it lies in. */
const at = ({ object }: Step<unknown>, location: number): SimObject | undefined =>
  object.location === location ? object : object.block?.location === location ? object.block : undefined

const eventOf = (task: Task): string => nameOf(task.pending!, task)

const nameOf = ({ operation }: Step<unknown>, task: Task): string => `${task.name} ${operation.name}`

const pairOf = (location: number, read: string, write: string): string => `${location}: ${write} > ${read}`
