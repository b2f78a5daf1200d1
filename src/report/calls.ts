/**
 * Which calls around a task's steps are worth a line: the innermost function that all of them share, those that take
 * steps themselves, and those in which the way forks. What only leads from one such function to the next is left out.
 */
import type { Frame } from "../sim/result.ts"

/** One call of a function that is shown. */
export interface Call {
  readonly fn: string
}

/**
 * The shown calls around each step of one task, outermost first. The same object is the same call.
 *
 * @param steps the frames of each step, innermost first, in the order of the execution
 */
export const shownCalls = (steps: ReadonlyArray<ReadonlyArray<Frame>>): ReadonlyArray<ReadonlyArray<Call>> => {
  const paths = pathsOf(steps.map((frames) => inLayers(frames.toReversed())))
  const root = paths[0]?.slice(0, sharedOf(paths)).findLast(isNamed)
  return paths.map((path) => path.filter((call) => call === root || (isTold(call) && isBelow(call, root, path))))
}

interface Node extends Call {
  /** How many calls it makes, of those that lead to steps. */
  inner: number
  takesSteps: boolean
}

const isTold = (call: Node) => isNamed(call) && (call.takesSteps || call.inner > 1)

/** What a function without a name does, its caller does. */
const isNamed = ({ fn }: Node) => fn !== ""

const isBelow = (call: Node, root: Node | undefined, path: ReadonlyArray<Node>) =>
  root === undefined || path.indexOf(call) > path.indexOf(root)

/** A function that is modelled in two files, one calling the other by the same name, is one. */
const inLayers = (outer: ReadonlyArray<Frame>): ReadonlyArray<Frame> =>
  outer.filter(({ file, fn }, i) => i === 0 || fn === "" || fn !== outer[i - 1].fn || file === outer[i - 1].file)

/** The calls around each step, outermost first: those that go on from the step before are the same objects. */
const pathsOf = (steps: ReadonlyArray<ReadonlyArray<Frame>>): ReadonlyArray<ReadonlyArray<Node>> => {
  let last: ReadonlyArray<Node> = []
  let before: ReadonlyArray<Frame> = []
  return steps.map((outer) => {
    let same = 0
    while (same < outer.length && isSameCall(before, outer, same)) same++
    const made = outer.slice(same).map(({ fn }): Node => ({ fn, inner: 0, takesSteps: false }))
    last = [...last.slice(0, same), ...made]
    before = outer
    for (let depth = same; depth < last.length; depth++) {
      const caller = last.slice(0, depth).findLast(isNamed)
      if (caller !== undefined && isNamed(last[depth])) caller.inner++
    }
    const innermost = last.findLast(isNamed)
    if (innermost !== undefined) innermost.takesSteps = true
    return last
  })
}

/** How many calls, from the outermost on, all paths share. */
const sharedOf = (paths: ReadonlyArray<ReadonlyArray<Node>>): number => {
  const [first = [], ...others] = paths
  const differs = first.findIndex((node, depth) => others.some((path) => path[depth] !== node))
  return differs < 0 ? first.length : differs
}

/** The same call: the same function, called from the same line; frames stand outermost first. */
export const isSameCall = (before: ReadonlyArray<Frame>, now: ReadonlyArray<Frame>, depth: number): boolean => {
  const [a, b] = [before[depth], now[depth]]
  if (a === undefined || b === undefined || a.fn !== b.fn || a.file !== b.file) return false
  return depth === 0 || before[depth - 1].line === now[depth - 1].line
}
