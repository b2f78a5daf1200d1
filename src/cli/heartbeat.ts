/**
 * The few words of memory that the supervisor and one worker share while the worker cannot listen.
 *
 * The worker beats whenever the engine asks whether to stop; a scenario stuck in a loop without a step asks nothing,
 * its beat stands still, and the supervisor ends the worker.
 */

const bytes = 64
const stopAt = 0
const beatAt = 1
const ownAt = 2

/** Progress of the search a worker is in. */
export interface Progress {
  readonly executions: number
  readonly steps: number
  readonly depth: number
  /** Changes to the program that were tried as remedies. */
  readonly changes?: number
  /** Executions that were run to explain what the search has found. */
  readonly explaining?: number
}

/** Both ends of the shared memory. */
export class Heartbeat {
  readonly memory: SharedArrayBuffer
  private readonly words: Int32Array
  private readonly counts: Float64Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(bytes)) {
    this.memory = memory
    this.words = new Int32Array(memory, 0, 3)
    this.counts = new Float64Array(memory, 16, 5)
  }

  /** Supervisor: asks the worker to end its search. */
  stop(): void {
    Atomics.store(this.words, stopAt, 1)
  }

  /** Worker: am I asked to stop? Asking shows that it is alive. */
  readonly shouldStop = (): boolean => {
    Atomics.add(this.words, beatAt, 1)
    return Atomics.load(this.words, stopAt) === 1
  }

  /** Worker: heddle's own modules are loaded. On a busy machine that takes as long as it takes, and it cannot hang. */
  async loadsOwn<A>(loading: () => Promise<A>): Promise<A> {
    Atomics.add(this.words, ownAt, 1)
    try {
      return await loading()
    } finally {
      Atomics.sub(this.words, ownAt, 1)
    }
  }

  /** Supervisor: does it? */
  get isLoadingOwn(): boolean {
    return Atomics.load(this.words, ownAt) > 0
  }

  /** Worker: how far the search is. */
  readonly report = (progress: Progress): void => {
    Atomics.add(this.words, beatAt, 1)
    this.counts[0] = progress.executions
    this.counts[1] = progress.steps
    this.counts[2] = progress.depth
    this.counts[3] = progress.changes ?? 0
    this.counts[4] = 0
  }

  /** Worker: one more execution was run to explain what the search has found. */
  readonly explain = (): void => {
    Atomics.add(this.words, beatAt, 1)
    this.counts[4]++
  }

  /** Supervisor: changes as long as the worker is alive. */
  get beats(): number {
    return Atomics.load(this.words, beatAt)
  }

  get progress(): Progress {
    const [executions, steps, depth, changes, explaining] = this.counts
    return { executions, steps, depth, changes, explaining }
  }
}
