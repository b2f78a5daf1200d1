/**
 * The fingerprint of a program: its names, and every step the default policy takes.
 */
import type { Machine } from "../machine.ts"
import type { Prepared } from "./prepare.ts"
import { executed, Follow } from "./schedule.ts"
import { fingerprint } from "./token.ts"

/** Runs the default schedule and gives the program's fingerprint. */
export const programOf = ({ body, cell, machine, scenario }: Prepared): string => {
  machine.run(body, new Follow([], true))
  return fingerprint([scenario.name, cell.design, cell.kernel, cell.shape, ...labels(machine)].join("\n"))
}

const labels = (machine: Machine): ReadonlyArray<string> =>
  executed(machine).map(({ step, task }) => `${task.path} ${task.name} ${step.operation.name} ${step.object.name}`)
