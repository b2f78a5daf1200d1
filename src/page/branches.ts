/**
 * The executions of a search as a tree: what they have in common is one line, which parts where they differ.
 */
import type { Tree } from "../sim/result.ts"

/** One line of the picture, from a parting to the next or to the end. */
export interface Branch {
  readonly id: string
  /** Who moves first on it. */
  readonly choice: string
  /** Partings before it. */
  readonly depth: number
  /** Its first step and the one after its last. */
  readonly from: number
  readonly to: number
  /** The line it stands on, and the one it comes from. */
  readonly line: number
  readonly parent: number
  readonly failing: "all" | "some" | "none"
}

/** The end of an execution. */
export interface Leaf {
  readonly number: number
  readonly line: number
  readonly depth: number
  readonly kinds: ReadonlyArray<string>
}

interface Run {
  readonly number: number
  readonly steps: ReadonlyArray<number>
  readonly kinds: ReadonlyArray<string>
}

/** All lines of the picture. */
export const branchesOf = ({ choices, executions }: Tree) => {
  const branches: Array<Branch> = []
  const leaves: Array<Leaf> = []
  const grow = (runs: ReadonlyArray<Run>, from: number, parent: number, depth: number): void => {
    const [{ steps }] = runs
    let to = from + 1
    while (to < steps.length && runs.every((run) => run.steps[to] === steps[to])) to++
    const line = leaves.length
    const failing = runs.filter(({ kinds }) => kinds.length > 0).length
    branches.push({
      id: `${runs[0].number} ${from}`,
      choice: choices[steps[from]] ?? "",
      depth,
      from,
      to,
      line,
      parent: parent < 0 ? line : parent,
      failing: failing === 0 ? "none" : failing === runs.length ? "all" : "some"
    })
    const ended = runs.filter((run) => run.steps.length <= to)
    for (const { kinds, number } of ended) leaves.push({ number, kinds, depth: depth + 1, line: leaves.length })
    const going = Map.groupBy(runs.filter((run) => run.steps.length > to), (run) => run.steps[to])
    for (const group of going.values()) grow(group, to, line, depth + 1)
  }
  const all = executions.map(({ kinds, runs }, number) => ({ number, kinds, steps: spread(runs) }))
  for (const group of Map.groupBy(all, ({ steps }) => steps[0]).values()) grow(group, 0, -1, 0)
  return { branches, leaves, depth: Math.max(0, ...leaves.map((leaf) => leaf.depth)) }
}

const spread = (runs: ReadonlyArray<number>): ReadonlyArray<number> =>
  runs.flatMap((choice, i) => i % 2 === 0 ? Array.from({ length: runs[i + 1] }, () => choice) : [])
