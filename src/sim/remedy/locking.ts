/**
 * Changes to where locks are held: a new section; one that is there begun earlier, ended later, or joined to the next.
 */
import { type Candidate, costs, nesting, wider } from "./costs.ts"
import type { Form, Mode } from "./edit.ts"
import { type Hot, type Run, stretches } from "./stretches.ts"
import type { Happening, LockSeen, Survey } from "./survey.ts"

/**
 * Sections of every lock over the stretches of a run.
 *
 * @param isStuck a finding is about locks: steps of other locks are ends as well
 */
export const locking = (survey: Survey, run: Run, hot: Hot, isStuck: boolean): ReadonlyArray<Candidate> =>
  [...survey.locks].flatMap(([object, seen]) => {
    const { list } = run
    const section = new Sections(object)
    const isEdge = (happening: Happening) =>
      hot(happening) || section.takes(happening) || section.gives(happening) ||
      happening.locks.size > (isStuck ? 0 : 1) || (isStuck && happening.takes.size > 0)
    return [...stretches(run, isEdge)].flatMap(([first, last]) => {
      const inside = list.slice(first, last + 1)
      if (!isPossible(object, seen, inside)) return []
      const mode: Mode = seen.shared && !inside.some(({ writes }) => writes.size > 0) ? "reading" : "alone"
      const form = section.formOf(inside, mode)
      if (form === undefined) return []
      const nested = form !== "inside" && section.isTakenIn(inside)
      const elsewhere = inside.some((one) => one.isCall && !section.takes(one) && one.takes.has(object))
      const more = (form === "around" ? 0 : wider) + (elsewhere ? nesting : 0)
      const ends = { first: list[first].place, last: list[last].place }
      const cost = costs.lock + more + last - first + Math.min(touched(inside), breadthMax)
      return [{ edit: { tag: "lock", object, mode, form, nested, ...ends }, cost }]
    })
  })

/** What is held over less comes first; beyond so many objects it makes no difference. */
const breadthMax = 9
const touched = (inside: ReadonlyArray<Happening>): number =>
  new Set(inside.flatMap(({ touches }) => [...touches])).size

/** Nobody sleeps under a spinlock, or takes the lock of a block before the block is found. */
const isPossible = (object: string, { spins }: LockSeen, inside: ReadonlyArray<Happening>): boolean =>
  !(spins && inside.some(({ waits }) => waits)) &&
  !inside.some(({ finds }) => [...finds.keys()].some((block) => object.startsWith(`${block}->`)))

/** What the things that happen in a function do with one lock. */
class Sections {
  private readonly object: string

  constructor(object: string) {
    this.object = object
  }

  /** Is it held when this is over, and was not? By a step of this lock and no other, or a function that takes it. */
  takes({ after, locks, under }: Happening): boolean {
    return locks.size <= 1 && after.has(this.object) && !under.has(this.object)
  }

  /** The other way round; a function that never came to its end is none that gives. */
  gives({ after, drops, locks, under }: Happening): boolean {
    return locks.size <= 1 && drops.has(this.object) && under.has(this.object) && !after.has(this.object)
  }

  /** Does something take it for itself in there? */
  isTakenIn(inside: ReadonlyArray<Happening>): boolean {
    return inside.some((one) => !this.takes(one) && one.takes.has(this.object))
  }

  /** What a section of these would change; undefined if nothing, or no more than a shorter one. */
  formOf(inside: ReadonlyArray<Happening>, mode: Mode): Form | undefined {
    const { object } = this
    const [begin, end] = [inside[0], inside.at(-1)!]
    if (begin === end && (this.takes(begin) || this.gives(begin))) return undefined
    if (begin.under.has(object) && !this.gives(begin) && !begin.locks.has(object)) {
      if (inside.some((one) => this.takes(one) || this.gives(one))) return undefined
      if (inside.some(({ drops }) => drops.has(object))) return "joined"
      return this.isTakenIn(inside) ? "inside" : undefined
    }
    if (end.after.has(object) && !this.takes(end) && !end.locks.has(object)) return undefined
    const changes = inside.filter((one) => this.takes(one) || this.gives(one))
    if (this.takes(begin) && this.gives(end) && changes.length === 2) {
      return mode === "alone" && begin.reads ? "upgraded" : undefined
    }
    if (this.gives(begin)) return this.takes(end) ? "joined" : "later"
    if (this.takes(end)) return "earlier"
    if (changes.length > 0) return "wider"
    return this.isTakenIn(inside) && [...begin.after].some((lock) => !begin.under.has(lock)) ? "ahead" : "around"
  }
}
