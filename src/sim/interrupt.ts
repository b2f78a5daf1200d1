/**
 * Interruption as a step: it may strike its victim between any two of the victim's steps.
 *
 * Effect delivers an interruption at once; here the delivery is a step of a task of its own, whose
 * only step it is, so that every moment of delivery is explored. It writes the victim's life, which
 * each step of the victim reads: an interruption conflicts with all steps of its victim.
 */
import * as Exit from "effect/Exit"
import { WRITE } from "./effects.ts"
import type { Operation } from "./step.ts"
import type { Task } from "./task.ts"

/** Whom an interruption strikes, and how Effect does it. */
export interface Interruption {
  readonly victim: Task
  readonly strike: () => void
}

/** The one step of an interrupting task. */
export const interruptOperation: Operation = {
  name: "interrupt",
  access: "none",
  apply: () => WRITE,
  after(life, { strike, victim }: Interruption, task) {
    const { machine } = life
    const record = task.last!
    if (victim.exit === undefined && victim.fiber !== undefined) {
      const { pending } = victim
      // In an uninterruptible region the victim stays where it is, and dies at the end of the region.
      if ((victim.fiber as any).interruptible) {
        if (pending !== undefined) {
          record.cancelled = { task: victim, step: pending, clock: machine.log.clockOf(victim) }
          const { argument, object, operation } = pending
          if (operation.cancel !== undefined) {
            operation.cancel(object, argument, victim)
            machine.order?.touch(object, true)
          }
        }
        victim.pending = undefined
        victim.parked = false
        victim.hears = undefined
        victim.causes = [...victim.causes, record]
      }
      strike()
    }
    machine.end(task, Exit.void)
  },
  outcomes: [{ when: "", effects: WRITE }],
  source:
    "heddle's own, for Effect's interruption: dependent with each step of its victim, whose next step comes after it"
}

/** For the table of operations. */
export const operations: ReadonlyArray<Operation> = [interruptOperation]
