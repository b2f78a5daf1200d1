/**
 * All checkers as one, for trials: which findings there are, what is raced on, and which callbacks are called.
 */
import type { Checker } from "../check/checker.ts"
import type { Machine } from "../machine.ts"

/** How a sighting is named here. */
export const sightingName = ({ key, kind }: { readonly kind: string; readonly key: string }): string => `${kind} ${key}`

/** Asks all checkers, and remembers names alone. */
export class Judge implements Checker {
  readonly name = "judge"
  readonly seen = new Set<string>()
  readonly raced = new Set<string>()
  readonly called = new Set<string>()
  private readonly checkers: ReadonlyArray<Checker>
  private readonly onFirst: (name: string, machine: Machine) => void

  /** `onFirst` is told of each finding in the execution that shows it first. */
  constructor(checkers: ReadonlyArray<Checker>, onFirst: (name: string, machine: Machine) => void) {
    this.checkers = checkers
    this.onFirst = onFirst
  }

  readonly check: Checker["check"] = (execution) => {
    for (const checker of this.checkers) {
      checker.check(execution, (sighting) => {
        const name = sightingName(sighting)
        if (!this.seen.has(name)) this.onFirst(name, execution.machine)
        this.seen.add(name)
        if (sighting.kind === "data-race") this.raced.add(sighting.subject)
      })
    }
    for (const { data, kind } of execution.log.notes) {
      if (kind === "call" && data.pointer?.hijacked === false) {
        this.called.add(`${data.pointer.name} of ${data.instance}`)
      }
    }
  }
}
