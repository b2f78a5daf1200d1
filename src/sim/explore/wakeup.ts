/**
 * Wakeup trees: which sequences of steps must still be explored from a prefix.
 *
 * A branch is a step of one task; a sequence that is to be planned first looks for a branch that it
 * can begin with (a weak initial) and goes down there, so that nothing is planned twice. Reaching a
 * leaf means that what is planned already covers the sequence. Because a step has as many variants
 * as its draws have values, a branch may cover a sequence in part: what is left is planned on its own.
 * Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial
 * Order Reduction", JACM 64(4), 2017, section 6.
 */
import { anything, type Draws, minus } from "./draws.ts"

/** A step as it was run or is planned: the task by stable number, what it draws, the locations it touches. */
export interface Event {
  readonly task: number
  readonly draws: Draws
  /** As in StepRecord.accesses; not known for the one step that goes on where nothing was planned. */
  readonly accesses: ReadonlyArray<number> | undefined
  /** It was not run here yet: it may touch something else, for its task may read something else. */
  readonly foretold: boolean
}

/** A step of a sequence: what it touches is known. */
export interface Item extends Event {
  readonly accesses: ReadonlyArray<number>
}

/** A planned step and what is planned after it. */
export interface Branch extends Event {
  readonly children: Array<Branch>
  /** Sequences that were not planned because of this branch, while what it touches was only foretold; if any. */
  trusted: Array<Sequence> | undefined
  /** What is below this leaf was given away, to the part of this number. */
  given?: number
}

type Sequence = ReadonlyArray<Item>

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

/** What of a sequence a step at its beginning covers, without that step; and what it leaves uncovered. */
interface Split {
  readonly covered: Sequence
  readonly left: ReadonlyArray<Sequence>
}

/**
 * Can the sequence begin with this step (is it a weak initial)? Yes where its task's first item
 * depends on no earlier one, or where there is none and the step commutes with all. Undefined: no.
 */
export const split = (sequence: Sequence, { accesses, draws, foretold, task }: Event): Split | undefined => {
  let at = 0
  while (at < sequence.length && sequence[at].task !== task) at++
  const item = sequence[at] as Item | undefined
  const touched = item === undefined || (item.foretold && !foretold) ? accesses : item.accesses
  if (touched === undefined) return undefined
  for (let i = 0; i < at; i++) if (!independent(touched, sequence[i].accesses)) return undefined
  // Where the sequence says nothing of the step's draws, it stands for all of them.
  const wanted = item === undefined ? anything : item.draws
  const left = minus(wanted, draws)
  if (left.length === 0) return { covered: item === undefined ? sequence : sequence.toSpliced(at, 1), left: none }
  if (left[0] === wanted) return undefined
  const variants = left.map((rest) => ({ task, draws: rest, accesses: touched, foretold: true }))
  return item === undefined
    ? { covered: sequence, left: variants.map((variant) => [...sequence, variant]) }
    : { covered: sequence.toSpliced(at, 1), left: variants.map((variant) => sequence.with(at, variant)) }
}

const none: ReadonlyArray<never> = []

/** What of the sequence cannot begin with any of the steps that sleep. */
export const awake = (sequence: Sequence, sleep: ReadonlyArray<Event>): ReadonlyArray<Sequence> => {
  let left: ReadonlyArray<Sequence> = [sequence]
  for (let i = 0; i < sleep.length && left.length > 0; i++) {
    left = left.length === 1
      ? split(left[0], sleep[i])?.left ?? left
      : left.flatMap((some) => split(some, sleep[i])?.left ?? [some])
  }
  return left
}

/**
 * Takes out of the tree what begins with a step that sleeps. It is there only where a step that was
 * foretold turned out to touch less: then its sequence has been explored after the step that sleeps.
 */
export const prune = (tree: Array<Branch>, sleeper: Event): void => {
  // What is planned may be as deep as an execution is long: the levels that are open are no calls.
  const open = [{ level: tree, i: tree.length - 1 }]
  while (open.length > 0) {
    const at = open[open.length - 1]
    if (at.i < 0) {
      open.pop()
      const above = open.at(-1)
      if (above !== undefined && at.level.length === 0) above.level.splice(above.i, 1)
      if (above !== undefined) above.i--
      continue
    }
    const { accesses, children, draws, given, task } = at.level[at.i]
    const isSleeper = task === sleeper.task
    if (given === undefined && isSleeper && minus(draws, sleeper.draws).length === 0) at.level.splice(at.i, 1)
    const leads = given === undefined && !isSleeper && children.length > 0 && accesses !== undefined &&
      independent(accesses, sleeper.accesses!)
    if (leads) open.push({ level: children, i: children.length - 1 })
    else at.i--
  }
}

/** A branch with these after it. */
export const branchOf = ({ accesses, draws, foretold, task }: Event, children: Array<Branch> = []): Branch => (
  { task, draws, accesses, foretold, children, trusted: undefined }
)

/**
 * Keeps a sequence as it is, beside others; says whether it was not there. None stands for another that begins with it:
 * that one is to be planned also where this one, alone, turns out to be asleep.
 */
export const keep = (tree: Array<Branch>, sequence: Sequence): boolean => {
  let level = tree
  for (const [i, item] of sequence.entries()) {
    const known = level.find((branch) => isSame(branch, item))
    if (known === undefined) {
      level.push(...branchesOf(sequence.slice(i)))
      return true
    }
    level = known.children
  }
  return false
}

const isSame = (a: Event, b: Item): boolean =>
  a.task === b.task && a.foretold === b.foretold && isEqual(a.accesses!, b.accesses) && a.draws.open === b.draws.open &&
  isEqual(a.draws.values, b.draws.values)

const isEqual = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a === b || (a.length === b.length && a.every((value, i) => value === b[i]))

/** The sequence as branches, one after the other. Made from its end: no list of children has room for more than it. */
const branchesOf = (sequence: Sequence): Array<Branch> =>
  sequence.reduceRight((after: Array<Branch>, item) => [branchOf(item, after)], [])

/** Plans the sequence, unless what is planned already covers it; says whether the tree has changed. */
export const insert = (tree: Array<Branch>, sequence: Sequence, from = 0, end: number = tree.length): boolean => {
  for (let i = from; i < end; i++) {
    const begun = split(sequence, tree[i])
    if (begun === undefined) continue
    const { children, foretold } = tree[i]
    let changed = foretold
    if (foretold) (tree[i].trusted ??= []).push(sequence)
    // A leaf covers whatever begins with it; a sequence that ends here is covered by what goes on.
    if (begun.covered.length > 0 && children.length > 0) changed = insert(children, begun.covered) || changed
    for (const some of begun.left) changed = insert(tree, some, i + 1, end) || changed
    return changed
  }
  tree.push(...branchesOf(sequence))
  return true
}
