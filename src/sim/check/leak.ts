/**
 * LEAK: a heap block is neither freed nor kept when every task has ended.
 */
import type { SimObject } from "../object.ts"
import { type Checker, type Execution, notes, type Sighting } from "./checker.ts"

export const leak: Checker = { name: "leak", ofStates: true, check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  // A task that died cannot free what it held.
  if (execution.ending !== "complete" || execution.machine.tasks.some((task) => task.killed)) return
  const allocated = notes(execution, "alloc")
  if (allocated.length === 0) return
  const kept = new Set(notes(execution, "keep").map((note) => note.data.block))
  for (const note of allocated) {
    const block = note.data.block as SimObject
    if (block.state === true || kept.has(block)) continue
    report({
      kind: "leak",
      key: `${block.name} of ${note.task.name}`,
      subject: block.name,
      places: [[note, "alloc"]],
      whole: true,
      because: () => [{ tag: "leak", object: block.name, step: note }]
    })
  }
}
