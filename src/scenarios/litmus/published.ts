/**
 * The programs whose numbers of traces are published, as the literature describes them.
 *
 * Sources: Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", POPL 2014 and
 * JACM 64(4), 2017 (readers, lastzero, indexer, filesystem, the latter two after Flanagan and
 * Godefroid, POPL 2005); the public test suites of Nidhugg, GenMC and Concuerror (writers, ainc,
 * casrot, dining philosophers). Counts confirmed by running Nidhugg 0.4 and GenMC 0.10.3.
 *
 * As in the C programs, the code of a task is a function of its own, which takes what it works on: a generator
 * function that is made anew in each execution would cost more than all the rest (docs/performance.md).
 */
import { type Variable, variable } from "../../sim/memory/variable.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import { task, type TaskHandle } from "../../sim/task.ts"

/** The body of a program. */
type Body = () => Generator<any, any, any>

/** Code of a task. Without a name, so that findings are named after the tasks. */
const code = <A extends Array<any>, R>(run: (...args: A) => Generator<any, R, any>): typeof run => run

/** k tasks, each n alternating loads and stores of one variable: the lost update. */
export const lostUpdate = (k: number, n: number): Body =>
  function* main() {
    const x = yield* variable("x", 0)
    for (let t = 0; t < k; t++) yield* task(`T${t}`, () => increment(x, n / 2))
  }

const increment = code(function*(x: Variable<number>, times: number) {
  for (let i = 0; i < times; i++) yield* x.store((yield* x.load) + 1)
})

/** One writer, n readers of one variable, each once. */
export const readers = (n: number): Body =>
  function* main() {
    const x = yield* variable("x", 0)
    yield* task("writer", () => store(x, 42))
    for (let i = 0; i < n; i++) yield* task(`reader ${i}`, () => load(x))
  }

const store = code(function*(x: Variable<number>, value: number) {
  yield* x.store(value)
})

const load = code(function*(x: Variable<number>) {
  yield* x.load
})

/** n tasks store a value of their own each to one variable; main reads it when all have. */
export const writers = (n: number): Body =>
  function* main() {
    const x = yield* variable("x", 0)
    const tasks: Array<TaskHandle<void>> = []
    for (let i = 1; i <= n; i++) tasks.push(yield* task(`writer ${i}`, () => store(x, i)))
    for (const { join } of tasks) yield* join
    yield* x.load
  }

/** Writer j: array[j] = array[j - 1] + 1. The reader goes down from the end until it finds a zero. */
export const lastzero = (n: number): Body =>
  function* main() {
    const array: Array<Variable<number>> = []
    for (let i = 0; i <= n; i++) array.push(yield* variable(`array[${i}]`, 0))
    yield* task("reader", () => findZero(array))
    for (let j = 1; j <= n; j++) yield* task(`writer ${j}`, () => follow(array, j))
  }

const findZero = code(function*(array: ReadonlyArray<Variable<number>>) {
  let i = array.length - 1
  while ((yield* array[i]!.load) !== 0) i--
})

const follow = code(function*(array: ReadonlyArray<Variable<number>>, j: number) {
  yield* array[j]!.store((yield* array[j - 1]!.load) + 1)
})

/** n tasks add 1 atomically. */
export const ainc = (n: number): Body =>
  function* main() {
    const x = yield* variable("x", 0)
    for (let i = 0; i < n; i++) yield* task(`T${i}`, () => addOne(x))
  }

const addOne = code(function*(x: Variable<number>) {
  yield* x.fetchAdd(1)
})

/** Task i exchanges i - 1 for i, if it finds it. */
export const casrot = (n: number): Body =>
  function* main() {
    const x = yield* variable("x", 0)
    for (let i = 1; i <= n; i++) yield* task(`T${i}`, () => rotate(x, i))
  }

const rotate = code(function*(x: Variable<number>, i: number) {
  yield* x.cmpxchg(i - 1, i)
})

/** Philosopher i takes fork i, then its neighbour's, and puts them back. */
export const philosophers = (n: number): Body =>
  function* main() {
    const forks: Array<Mutex> = []
    for (let i = 0; i < n; i++) forks.push(yield* mutex(`fork ${i}`))
    for (let i = 0; i < n; i++) yield* task(`philosopher ${i}`, () => dine(forks[i]!, forks[(i + 1) % n]!))
  }

const dine = code(function*(left: Mutex, right: Mutex) {
  yield* left.lock
  yield* right.lock
  yield* right.unlock
  yield* left.unlock
})

/** Each task enters four messages of its own into a hash table of 128 places, a lock for each place. */
export const indexer = (tasks: number): Body =>
  function* main() {
    const size = 128
    const table: Array<Variable<number>> = []
    const locks: Array<Mutex> = []
    for (let i = 0; i < size; i++) {
      table.push(yield* variable(`table[${i}]`, 0))
      locks.push(yield* mutex(`lock[${i}]`))
    }
    for (let id = 0; id < tasks; id++) yield* task(`T${id}`, () => enter(table, locks, id))
  }

const enter = code(function*(table: ReadonlyArray<Variable<number>>, locks: ReadonlyArray<Mutex>, id: number) {
  const size = table.length
  for (let m = 1; m <= 4; m++) {
    const w = m * 11 + id
    for (let h = (w * 7) % size;; h = (h + 1) % size) {
      yield* locks[h]!.lock
      const free = (yield* table[h]!.load) === 0
      if (free) yield* table[h]!.store(w)
      yield* locks[h]!.unlock
      if (free) break
    }
  }
})

/** Each task takes a block for an inode that has none, looking from a place of its own. */
export const filesystem = (tasks: number): Body =>
  function* main() {
    const [inodes, blocks] = [32, 26]
    const inode: Array<Variable<number>> = []
    const inodeLock: Array<Mutex> = []
    const busy: Array<Variable<boolean>> = []
    const blockLock: Array<Mutex> = []
    for (let i = 0; i < inodes; i++) {
      inode.push(yield* variable(`inode[${i}]`, 0))
      inodeLock.push(yield* mutex(`inode lock[${i}]`))
    }
    for (let b = 0; b < blocks; b++) {
      busy.push(yield* variable(`busy[${b}]`, false))
      blockLock.push(yield* mutex(`block lock[${b}]`))
    }
    const disk = { inode, inodeLock, busy, blockLock }
    for (let id = 0; id < tasks; id++) yield* task(`T${id}`, () => allocate(disk, id % inodes))
  }

interface Disk {
  readonly inode: ReadonlyArray<Variable<number>>
  readonly inodeLock: ReadonlyArray<Mutex>
  readonly busy: ReadonlyArray<Variable<boolean>>
  readonly blockLock: ReadonlyArray<Mutex>
}

const allocate = code(function*({ blockLock, busy, inode, inodeLock }: Disk, i: number) {
  const blocks = busy.length
  yield* inodeLock[i]!.lock
  if ((yield* inode[i]!.load) === 0) {
    for (let b = (i * 2) % blocks;; b = (b + 1) % blocks) {
      yield* blockLock[b]!.lock
      const free = !(yield* busy[b]!.load)
      if (free) {
        yield* busy[b]!.store(true)
        yield* inode[i]!.store(b + 1)
      }
      yield* blockLock[b]!.unlock
      if (free) break
    }
  }
  yield* inodeLock[i]!.unlock
})
