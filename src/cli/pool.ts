/**
 * The supervisor of worker threads: hands out requests, watches the heartbeats, replaces a worker that is lost.
 *
 * A scenario can hang its thread, never the tool: a worker that has not beaten for `hangMillis` is ended, its request
 * fails with an error that says so, and the requests after it go to a new worker.
 */
import * as module from "node:module"
import * as v8 from "node:v8"
import { Worker } from "node:worker_threads"
import type { Failure, Imported, Ready, Reply, Request, WorkerStart } from "./contract.ts"
import { CommandError } from "./exit.ts"
import { Heartbeat, type Progress } from "./heartbeat.ts"
import { moduleAt, type Place } from "./place.ts"

/** How often heartbeats are looked at. */
const watchMillis = 200

/** A file that awaits at its top level beats on, but must end some time: after so many times the silence allowed. */
const loadPatience = 3

/**
 * Executions leave short-lived garbage, and little that stays: a small nursery and a heap that grows slowly between
 * collections hold a third less memory, and are about as fast (docs/performance.md).
 */
const nurseryMb = 6
const growthPercent = 40
/** Workers keep the cores busy: threads that help one of them to collect are taken from the others. */
const heapFlags = [`--heap-growing-percent=${growthPercent}`, "--no-parallel-scavenge"]

interface Job {
  readonly label: string
  readonly request: Request
  readonly resolve: (reply: Reply) => void
}

/** One thread and what it is doing. */
interface Slot {
  worker: Worker
  heartbeat: Heartbeat
  job: Job | undefined
  /** Has the thread loaded the engine? That may take long on a busy machine, and is no fault of a scenario. */
  ready: boolean
  beats: number
  beatAt: number
  /** When the job was handed out. */
  since: number
}

/** A search in progress. */
export interface Running extends Progress {
  readonly label: string
}

interface PoolOptions {
  readonly size: number
  readonly hangMillis: number
  readonly onImport?: (found: Imported) => void
}

/** Up to `size` workers, started when there is work. */
export class Pool {
  private readonly place: Place
  private readonly size: number
  private readonly hangMillis: number
  private readonly onImport: ((found: Imported) => void) | undefined
  private readonly slots = new Set<Slot>()
  private readonly queue: Array<Job> = []
  private readonly watch: NodeJS.Timeout
  private stopped = false

  /** `onImport`: told of each file that is loaded, of no package. */
  constructor(place: Place, options: PoolOptions) {
    if (!("registerHooks" in module)) {
      throw new CommandError(`heddle needs Node 22.19 or later to load scenarios; this is ${process.version}`)
    }
    for (const flag of heapFlags) v8.setFlagsFromString(flag)
    this.place = place
    this.size = options.size
    this.hangMillis = options.hangMillis
    this.onImport = options.onImport
    this.watch = setInterval(() => this.look(), watchMillis)
  }

  /** Asks one worker; never rejects. `label` names the work in progress lines and errors. */
  ask(label: string, request: Request): Promise<Reply> {
    return new Promise((resolve) => {
      this.queue.push({ label, request, resolve })
      this.hand()
    })
  }

  /** Ends searches at their next step, loading at once, and begins no more. */
  stop(): void {
    this.stopped = true
    for (const slot of this.slots) {
      slot.heartbeat.stop()
      if (slot.job?.request.type === "load") this.drop(slot, { type: "skipped" })
    }
    for (const job of this.queue.splice(0)) job.resolve({ type: "skipped" })
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    clearInterval(this.watch)
    const slots = [...this.slots]
    this.slots.clear()
    await Promise.all(slots.map((slot) => slot.worker.terminate()))
  }

  /** The searches under way. */
  running(): ReadonlyArray<Running> {
    return [...this.slots].flatMap(({ heartbeat, job }) =>
      job === undefined ? [] : [{ label: job.label, ...heartbeat.progress }]
    )
  }

  private hand(): void {
    while (this.queue.length > 0) {
      // What was found out before the stop is still told.
      if (this.stopped && this.queue[0].request.type !== "conclude") {
        this.queue.shift()?.resolve({ type: "skipped" })
        continue
      }
      const idle = [...this.slots].find((slot) => slot.job === undefined)
      const slot = idle ?? (this.slots.size < this.size ? this.startWorker() : undefined)
      if (slot === undefined) return
      slot.job = this.queue.shift()
      slot.beatAt = slot.since = performance.now()
      slot.heartbeat.report({ executions: 0, steps: 0, depth: 0 })
      slot.worker.postMessage(slot.job?.request)
    }
  }

  private startWorker(): Slot {
    const heartbeat = new Heartbeat()
    const start: WorkerStart = {
      shared: heartbeat.memory,
      folder: process.cwd(),
      watched: this.onImport !== undefined
    }
    const worker = new Worker(new URL(moduleAt(this.place, "cli/worker")), {
      workerData: start,
      stdout: true,
      stderr: true,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      resourceLimits: { maxYoungGenerationSizeMb: nurseryMb }
    })
    // Results alone go to stdout: what a scenario prints is shown, but elsewhere.
    worker.stdout.pipe(process.stderr, { end: false })
    worker.stderr.pipe(process.stderr, { end: false })
    const now = performance.now()
    const slot: Slot = { worker, heartbeat, job: undefined, ready: false, beats: 0, beatAt: now, since: now }
    worker.on("message", (message: Ready | Imported | Reply) => {
      if (message.type === "imported") return this.onImport?.(message)
      if (message.type !== "ready") return this.finish(slot, message)
      slot.ready = true
      slot.beatAt = slot.since = performance.now()
    })
    worker.on("error", (error) => this.lose(slot, failureOf(error)))
    worker.on(
      "exit",
      () => this.lose(slot, { kind: "outside", message: "the scenario ended its process (process.exit)" })
    )
    this.slots.add(slot)
    return slot
  }

  private finish(slot: Slot, reply: Reply): void {
    const job = slot.job
    slot.job = undefined
    job?.resolve(reply)
    this.hand()
  }

  /** A worker is gone; its request fails, the next one gets a new worker. */
  private lose(slot: Slot, error: Failure): void {
    this.drop(slot, { type: "failed", error })
  }

  private drop(slot: Slot, reply: Reply): void {
    if (!this.slots.delete(slot)) return
    void slot.worker.terminate()
    this.finish(slot, reply)
  }

  private look(): void {
    const now = performance.now()
    for (const slot of this.slots) {
      const beats = slot.heartbeat.beats
      if (isLoading(slot) && now - slot.since > loadPatience * this.hangMillis) {
        this.lose(slot, { kind: "hang", message: loadMessage(loadPatience * this.hangMillis) })
        continue
      }
      if (slot.job === undefined || !slot.ready || slot.heartbeat.isLoadingOwn || beats !== slot.beats) {
        slot.beats = beats
        slot.beatAt = now
      } else if (now - slot.beatAt > this.hangMillis) {
        this.lose(slot, { kind: "hang", message: this.hangMessage(slot) })
      }
    }
  }

  private hangMessage({ heartbeat, job }: Slot): string {
    if (job?.request.type === "load") return loadMessage(this.hangMillis)
    const seconds = this.hangMillis / 1000
    return `no step for ${seconds} s in execution ${
      heartbeat.progress.executions + 1
    }: a task runs an endless loop in ` +
      `which it never yields. Wait on a value with \`await\`, or bound the loop (--hang-timeout sets the limit)`
  }
}

/** Is it running a user's module? Loading heddle's own engine may take long on a busy machine. */
const isLoading = ({ job, ready }: Slot): boolean => ready && job?.request.type === "load"

const loadMessage = (millis: number): string =>
  `loading did not end in ${millis / 1000} s: it must define scenarios, not run or await them`

const failureOf = (error: unknown): Failure => {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return { kind: "limit", message: "out of memory: bound the search (--steps, --executions) or the scenario's data" }
  }
  const message = error instanceof Error ? error.stack ?? error.message : String(error)
  return { kind: "internal", message: `[heddle internal] a worker ended: ${message}` }
}
