/**
 * The locks that a task holds, by the program and by edits together.
 *
 * A lock that an edit holds is held once by its task, whatever else inside takes it: sections of it inside become part
 * of the larger one, as in the code somebody would write.
 */
import type { Step } from "../step.ts"
import type { Mode } from "./edit.ts"
import { giving, type Lockable, modeOf } from "./lockable.ts"

type Steps<A> = Generator<any, A, any>

/** What one task holds. */
export class Held {
  /** By lock: how often, and how. */
  private readonly locks = new Map<Lockable, { readonly times: number; readonly mode: Mode }>()
  /** Somebody who reads wants to write: no edit makes that of a section. */
  impossible = false

  /** As a text. */
  get state(): string {
    return [...this.locks].map(([{ name }, { mode, times }]) => `${name} ${times} ${mode}`).join()
  }

  has(lock: Lockable): boolean {
    return this.locks.has(lock)
  }

  /** A step of the program on a lock that an edit is about. @param joins it stands inside a section of that edit */
  *step(step: Step<unknown>, lock: Lockable, joins: boolean): Steps<unknown> {
    const { lock: way, varies } = step.operation
    if (way === "give") return yield* this.give(lock, step as Step<any>)
    // A program that takes it twice by itself still waits for itself.
    if (varies !== true || joins) {
      yield* this.take(lock, step as Step<any>, joins)
      return varies === true ? true : undefined
    }
    const got = yield* step as Step<any>
    if (got === true) this.locks.set(lock, { times: 1, mode: modeOf(step.operation) })
    return got
  }

  *take(lock: Lockable, step: Step<any>, joins: boolean): Steps<void> {
    const held = this.locks.get(lock)
    const mode = modeOf(step.operation)
    if (held === undefined || !joins) yield* step
    else if (held.mode === "reading" && mode !== "reading") this.impossible = true
    this.locks.set(lock, { times: (held?.times ?? 0) + 1, mode: held?.mode ?? mode })
  }

  *give(lock: Lockable, step: Step<any>): Steps<void> {
    const held = this.locks.get(lock)
    if (held !== undefined && held.times > 1) {
      this.locks.set(lock, { ...held, times: held.times - 1 })
      return
    }
    this.locks.delete(lock)
    // In the mode in which it was taken.
    yield* held === undefined || held.mode === modeOf(step.operation) ? step : giving(lock, held.mode)
  }
}
