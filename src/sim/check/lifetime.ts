/**
 * USE AFTER FREE, DOUBLE FREE: a block is touched or freed after it was freed.
 *
 * `free` conflicts with every access to its block, so an access that could come after it does so in
 * some trace; the step itself carries the fault. Source: KASAN, Documentation/dev-tools/kasan.rst.
 */
import { type Checker, type Execution, type Sighting, steps } from "./checker.ts"

export const lifetime: Checker = { name: "lifetime", ofStates: true, check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.log.faults === 0) return
  for (const access of steps(execution)) {
    const kind = access.fault?.kind
    if (kind !== "use-after-free" && kind !== "double-free") continue
    const { object, operation } = access.step
    const block = object.block ?? object
    const free = block.history.find((record) => record.step.object === block)
    report({
      kind,
      key: `${block.name}: ${operation.name} of ${object.name} by ${access.task.name}`,
      subject: block.name,
      places: free === undefined ? [[access, "access"]] : [[free, "free"], [access, "access"]],
      because: () => [{ tag: "freed", object: block.name, free: free ?? access, access }]
    })
  }
}
