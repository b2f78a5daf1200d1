/**
 * Wakeup trees: which sequences of steps must still be explored from a prefix.
 *
 * A branch is the step of one task; inserting a sequence first looks for a branch that it can begin
 * with (a weak initial) and goes down there, so that nothing is planned twice. Reaching a leaf means
 * that what is planned already covers the sequence.
 * Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial
 * Order Reduction", JACM 64(4), 2017, section 6.
 */

/** One step of a planned sequence: the task by stable number, the values it draws, the locations it touches. */
export interface Item {
  readonly task: number
  readonly draws: ReadonlyArray<number>
  /** As in StepRecord.accesses. */
  readonly accesses: ReadonlyArray<number>
}

/** A planned step and what is planned after it. */
export interface Branch {
  readonly task: number
  /** Values of its first draws; further draws take 0 first. */
  readonly forced: ReadonlyArray<number>
  accesses: ReadonlyArray<number> | undefined
  readonly children: Array<Branch>
}

/** An explored step that need not be taken first again. */
export interface Sleeper {
  readonly task: number
  accesses: ReadonlyArray<number>
}

/** Do these steps of different tasks commute? */
export const independent = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  for (let i = 0; i < a.length; i++) {
    const access = a[i]
    for (let j = 0; j < b.length; j++) {
      if ((access ^ b[j]) >> 1 === 0 && ((access | b[j]) & 1) === 1) return false
    }
  }
  return true
}

/**
 * Can the sequence begin with this task's step? Yes when its first own item depends on no earlier
 * one, or when it has none and its step commutes with all.
 */
export const weakInitial = (
  task: number,
  accesses: ReadonlyArray<number> | undefined,
  sequence: ReadonlyArray<Item>
): boolean => {
  for (let i = 0; i < sequence.length; i++) {
    const item = sequence[i]
    if (item.task === task) return independentOfAll(item.accesses, sequence, i)
  }
  return accesses !== undefined && independentOfAll(accesses, sequence, sequence.length)
}

const independentOfAll = (accesses: ReadonlyArray<number>, sequence: ReadonlyArray<Item>, end: number): boolean => {
  for (let i = 0; i < end; i++) if (!independent(accesses, sequence[i].accesses)) return false
  return true
}

/** Plans the sequence, unless what is planned already covers it. */
export const insert = (tree: Array<Branch>, sequence: ReadonlyArray<Item>): void => {
  let level = tree
  let rest = sequence
  for (;;) {
    const found = level.find((branch) => weakInitial(branch.task, branch.accesses, rest))
    if (found === undefined) break
    const at = rest.findIndex((item) => item.task === found.task)
    const branch = at < 0 ? found : level.find((b) => b.task === found.task && sameDraws(b.forced, rest[at].draws))
    // Another value of the same draw is explored on its own from here, or is a leaf: covered.
    if (branch === undefined || branch.children.length === 0) return
    if (at >= 0) rest = rest.filter((_, i) => i !== at)
    if (rest.length === 0) return
    level = branch.children
  }
  for (const { accesses, draws, task } of rest) {
    const branch: Branch = { task, forced: draws, accesses, children: [] }
    level.push(branch)
    level = branch.children
  }
}

/** Equal when the missing ones are taken as 0. */
export const sameDraws = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return false
  return true
}
