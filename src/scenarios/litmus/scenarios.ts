/**
 * The published programs as scenarios, at sizes that take no time: `heddle explore litmus/` prints the
 * published numbers of traces. Where they come from is said in published.ts.
 */
import { type Declaration, type Program, type Scenario, scenario } from "../../sim/scenario.ts"
import { ainc, casrot, filesystem, indexer, lastzero, philosophers, readers, writers } from "./published.ts"

/** One published program, of any size. */
interface Published {
  readonly body: (n: number) => () => ReturnType<Program>
  /** What n is, as the shape of a cell names it. */
  readonly sizes: ReadonlyArray<number>
  readonly question: string
  readonly declared: Declaration
  readonly why: string
}

const published = (name: string, { body, declared, question, sizes, why }: Published): Scenario =>
  scenario(`litmus/${name}`, {
    question,
    cells: sizes.map((n) => ({ design: "published", shape: `n=${n}`, declared, why }))
  }, ({ shape }) => body(Number(shape.slice("n=".length)))())

/** Sorted by name. */
export const litmus: ReadonlyArray<Scenario> = [
  published("ainc", {
    body: ainc,
    sizes: [3, 5],
    question: `n tasks add one to a variable atomically. In how many orders?
Additions give back what they found, so no two commute: n! traces.`,
    declared: "verified",
    why: "each addition is one step"
  }),
  published("casrot", {
    body: casrot,
    sizes: [3, 4, 6],
    question: `Task i exchanges i - 1 for i, if it finds it. In how many orders do the exchanges matter?
A failed exchange is a read, so there are fewer than n!: 5, 14 and 144 for 3, 4 and 6.`,
    declared: "verified",
    why: "each exchange is one step"
  }),
  published("filesystem", {
    body: filesystem,
    sizes: [14, 16],
    question: `n tasks each take a block for an inode, and look for a free one from a place of their own.
Up to 13 tasks never meet; each one more meets one other: 2^(n - 13) traces.`,
    declared: "verified",
    why: "inodes and blocks have a lock each"
  }),
  published("indexer", {
    body: indexer,
    sizes: [12],
    question: `n tasks enter four messages each into a hash table of 128 places.
Up to 11 tasks never meet; each one more meets others in three places: 8^(n - 11) traces.`,
    declared: "verified",
    why: "each place has a lock"
  }),
  published("lastwrite", {
    body: writers,
    sizes: [3, 5],
    question: `n tasks store a value of their own each to one variable, which is read when all have ended.
Every order of the stores is a trace, n! of them, though the last alone is seen.`,
    declared: "data-race",
    why: "plain stores that nothing orders"
  }),
  published("lastzero", {
    body: lastzero,
    sizes: [3, 5],
    question: `n tasks each store to their place of an array what they find in the place before, plus one.
A reader goes down from the end until it finds a zero: (n + 3) 2^(n - 2) traces.`,
    declared: "data-race",
    why: "plain accesses that nothing orders"
  }),
  published("philosophers", {
    body: philosophers,
    sizes: [3, 5],
    question: `n philosophers sit at a round table; each takes the fork to the left, then the one to the right.
There are 2^n - 1 traces, and one of them is the deadlock.`,
    declared: "deadlock",
    why: "each holds the fork that the neighbour waits for"
  }),
  published("readers", {
    body: readers,
    sizes: [2, 8],
    question: `One task stores to a variable, n others read it once each.
Each reader comes before or after the store: 2^n traces.`,
    declared: "data-race",
    why: "plain accesses that nothing orders"
  })
]
