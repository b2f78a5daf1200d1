/**
 * The smallest schedules of findings by brute force: every schedule is run, nothing is left out for being like another.
 */
import { isNote, type Sighting, stepOf } from "../../../src/sim/check/checker.ts"
import { findingOf } from "../../../src/sim/explain/explain.ts"
import { print } from "../../../src/sim/explain/trace.ts"
import { Witness } from "../../../src/sim/explain/witness.ts"
import { preemptions } from "../../../src/sim/explore/bounded.ts"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import type { Prepared } from "../../../src/sim/explore/prepare.ts"
import { preempts } from "../../../src/sim/explore/strategy.ts"
import type { Machine } from "../../../src/sim/machine.ts"
import type { Finding, Size } from "../../../src/sim/result.ts"
import type { Ending } from "../../../src/sim/scheduler.ts"

/** Which defect a finding shows: its name, and the lines of the source that make it. */
export const identityOf = ({ key, kind, title, trace }: Finding): string => {
  const own = trace.steps.filter(({ role }) => role !== "").map(({ frames: [frame], object, op, role, task }) =>
    [role, trace.tasks[task]!.name, op, object, frame?.file, frame?.line].join(" ")
  )
  const waits = kind === "deadlock" ? trace.blocked : []
  const blocked = waits.map(({ object, op, task }) => [trace.tasks[task]!.name, op, object].join(" "))
  return JSON.stringify([key, title, own.toSorted(), blocked.toSorted()])
}

/** The size of a finding's schedule; main moves in every one. */
export const sizeOf = ({ preemptions: used, trace }: Finding): Size => {
  const steps = trace.steps.filter(({ note }) => !note)
  const tasks = new Set(["main", ...steps.map(({ task }) => trace.tasks[task]!.name)]).size
  return { preemptions: used, tasks, steps: steps.length }
}

/** Negative if the first is smaller. */
export const compareSizes = (a: Size, b: Size): number =>
  a.preemptions - b.preemptions || a.tasks - b.tasks || a.steps - b.steps

/**
 * The smallest size in which some schedule of at most so many preemptions shows each defect, by its identity; undefined
 * where there are more executions than allowed.
 */
export const smallest = (
  { body, checkers, machine }: Prepared,
  most: number,
  executionsMax: number
): ReadonlyMap<string, Size> | undefined => {
  const strategy = new DepthFirst(preemptions(most))
  const found = new Map<string, Size>()
  for (let executions = 0; strategy.next(); executions++) {
    if (executions === executionsMax) return undefined
    const used: Array<number> = [0]
    const seen = new Witness({
      choose(at) {
        const task = strategy.choose(at)
        const before = used[at.log.count - 1]!
        if (task !== undefined) used[at.log.count] = before + (preempts(at, task) ? 1 : 0)
        return task
      },
      draw: (at, n) => strategy.draw(at, n)
    })
    const ending = seen.run(machine, body)
    for (const checker of checkers) {
      checker.check({ machine, log: machine.log, ending }, (sighting) => {
        const last = lastOf(machine, sighting, ending)
        if (last === undefined) return
        const moved = new Set(machine.log.records.slice(0, last + 1).map(({ task }) => task.name))
        const size = { preemptions: used[last]!, tasks: moved.size, steps: last }
        const finding = findingOf(sighting, print(machine, seen, new Map(sighting.places)), {
          token: "",
          preemptions: 0
        })
        const identity = identityOf(finding)
        const known = found.get(identity)
        if (known === undefined || compareSizes(size, known) < 0) found.set(identity, size)
      })
    }
  }
  return found
}

/** The last step that the sighting needs; undefined where the execution does not show it in the order it asks for. */
const lastOf = ({ log }: Machine, { forced = [], places, whole }: Sighting, ending: Ending): number | undefined => {
  if (whole === true) return ending === "complete" || ending === "stuck" ? log.count - 1 : undefined
  if (forced.some(([before, after]) => before.index > after.index)) return undefined
  return Math.max(0, ...places.map(([place]) => isNote(place) ? stepOf(log, place)?.index ?? 0 : place.index))
}
