/**
 * Every execution of a small search, so that all of it can be seen at once.
 */
import type { Machine } from "../machine.ts"
import type { Tree } from "../result.ts"
import type { Kind } from "../scenario.ts"
import { executed } from "./schedule.ts"

/** A search of more executions than this is not kept. */
const executionsMax = 500

/** Keeps the executions of a search, as long as there are few. */
export class TreeKeeper {
  private readonly choices: Array<string> = []
  private executions: Array<Tree["executions"][number]> | undefined = []

  /** The execution that has just ended. */
  note(machine: Machine, kinds: ReadonlyArray<Kind>): void {
    if (this.executions === undefined) return
    if (this.executions.length === executionsMax) {
      this.executions = undefined
      return
    }
    const runs: Array<number> = []
    for (const { draws, task } of executed(machine)) {
      const choice = this.numberOf(draws.length === 0 ? task.name : `${task.name}, draws ${draws.join(", ")}`)
      if (runs.at(-2) === choice) runs[runs.length - 1]++
      else runs.push(choice, 1)
    }
    this.executions.push({ runs, kinds })
  }

  /** Is the next one kept too, as far as is known? */
  get keeps(): boolean {
    return this.executions !== undefined
  }

  /** Undefined where there were too many. */
  get tree(): Tree | undefined {
    return this.executions === undefined ? undefined : { choices: this.choices, executions: this.executions }
  }

  private numberOf(choice: string): number {
    const known = this.choices.indexOf(choice)
    return known >= 0 ? known : this.choices.push(choice) - 1
  }
}
