/**
 * CPUs as servers with one run queue: first come, first served, each turn no longer than a quantum.
 *
 * A job asks for so much time on a CPU; interrupts take some of each turn, which is longer by that.
 * One run queue for all CPUs is what several queues with perfect balancing come to.
 * Source: L. Kleinrock, Queueing Systems 1, 1975 (M/M/k and round robin, against which it is tested).
 */
import type { EventQueue } from "./event-queue.ts"

/** What the CPUs are like. */
export interface CpuOptions {
  readonly count: number
  /** How long a job may run while others wait, in nanoseconds; Infinity: until it is served. */
  readonly quantum: number
}

/** Some CPUs and the jobs that want them. Jobs are numbers of the caller's. */
export class Cpus {
  private readonly queue: EventQueue
  private readonly quantum: number
  /** By CPU: its job, or -1, and how much of its need is met in this turn. */
  private readonly job: Int32Array
  private readonly turn: Float64Array
  private readonly idle: Array<number> = []
  /** Jobs that wait for a CPU, and how much time each job still needs. */
  private readonly waiting: Array<number> = []
  private head = 0
  private readonly needs: Array<number> = []
  private readonly payload: (cpu: number) => number
  private readonly stolen: (cpu: number, nanos: number) => number

  /**
   * @param payload the event that a CPU's turn is over, as entered in the queue
   * @param stolen how much longer a turn of so many nanoseconds takes because of interrupts
   */
  constructor(
    queue: EventQueue,
    options: CpuOptions,
    payload: (cpu: number) => number,
    stolen: (cpu: number, nanos: number) => number = () => 0
  ) {
    this.queue = queue
    this.quantum = options.quantum
    this.payload = payload
    this.stolen = stolen
    this.job = new Int32Array(options.count)
    this.turn = new Float64Array(options.count)
    this.clear()
  }

  clear(): void {
    this.job.fill(-1)
    this.waiting.length = this.head = 0
    this.idle.length = 0
    for (let cpu = this.job.length - 1; cpu >= 0; cpu--) this.idle.push(cpu)
  }

  /** The job wants a CPU for so long. */
  serve(job: number, nanos: number): void {
    this.needs[job] = nanos
    const cpu = this.idle.pop()
    if (cpu === undefined) this.waiting.push(job)
    else this.begin(cpu, job)
  }

  /** A CPU's turn is over: gives the job that has now had all its time, or -1. */
  over(cpu: number): number {
    const job = this.job[cpu]
    const left = this.needs[job] - this.turn[cpu]
    if (left > 0) {
      if (this.head === this.waiting.length) {
        this.begin(cpu, job, left)
        return -1
      }
      this.needs[job] = left
      this.waiting.push(job)
    }
    const next = this.nextWaiting()
    if (next >= 0) this.begin(cpu, next)
    else {
      this.job[cpu] = -1
      this.idle.push(cpu)
    }
    return left > 0 ? -1 : job
  }

  private begin(cpu: number, job: number, needs = this.needs[job]): void {
    this.needs[job] = needs
    const turn = Math.min(needs, this.quantum)
    this.job[cpu] = job
    this.turn[cpu] = turn
    this.queue.enter(this.queue.time + turn + this.stolen(cpu, turn), this.payload(cpu))
  }

  private nextWaiting(): number {
    if (this.head === this.waiting.length) return -1
    const job = this.waiting[this.head++]
    // What was taken is forgotten now and then, so that memory does not grow with time.
    if (this.head > 1024 && this.head * 2 > this.waiting.length) {
      this.waiting.splice(0, this.head)
      this.head = 0
    }
    return job
  }
}
