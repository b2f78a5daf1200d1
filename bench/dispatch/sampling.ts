/**
 * How the levels that run inside Node are timed: one case a process, by tinybench, whose least sample and median are
 * told and whose mean is not.
 *
 *   node bench/dispatch/v8.ts DESIGN CALL ORDER MIX INSTANCES MILLIS COLD
 *
 * Prints nanoseconds a call (median and least of the samples) and the sum that every design must come to.
 */
import { Bench } from "tinybench"
import { type Call, type Mix, type Order, pattern, patternLength } from "./patterns.ts"

/** A case, as the command line has it. */
export interface Case {
  readonly design: string
  readonly call: Call
  /** Instance and operation of each call, alternating. */
  readonly sequence: Uint32Array
  readonly instances: number
}

/** Makes so many calls from a place of the sequence, and gives their sum. */
export type Run = (from: number, calls: number) => number

/** Calls of a warm sample, and of a cold one, which is over before the caches are warm again. */
const warmCalls = 4096
const coldCalls = 64
const coldSamples = 16

/** More than the caches hold. */
const evictedBytes = 64 << 20

/** Times what `prepare` makes of the case, and prints it. */
export const sample = async (prepare: (asked: Case) => Run | Promise<Run>): Promise<void> => {
  const [design, call, order, mix, count, millis, cold] = process.argv.slice(2) as [
    string,
    Call,
    Order,
    Mix,
    string,
    string,
    string
  ]
  const instances = Number(count)
  const run = await prepare({ design, call, sequence: pattern(order, mix, instances), instances })
  let sum = 0
  for (let from = 0; from < patternLength; from += warmCalls) sum += run(from, warmCalls)

  const isCold = cold === "1"
  const calls = isCold ? coldCalls : warmCalls
  const evict = isCold ? evictor() : () => {}
  let from = 0
  let sink = 0
  // What is evicted in between is not timed, so time would not end a cold case.
  const bench = new Bench(
    isCold
      ? { time: 0, iterations: coldSamples, warmupTime: 0, warmupIterations: 2 }
      : { time: Number(millis), warmupTime: 50, iterations: 16 }
  )
  bench.add(design, () => {
    sink += run(from, calls)
  }, {
    beforeEach: () => {
      from = (from + calls) % patternLength
      evict()
    }
  })
  await bench.run()
  const result = bench.tasks[0]!.result as { readonly latency: { readonly p50: number; readonly min: number } }
  const nanos = (ms: number) => ms * 1e6 / calls
  process.stdout.write(`${JSON.stringify({ p50: nanos(result.latency.p50), min: nanos(result.latency.min), sum })}\n`)
  if (Number.isNaN(sink)) process.exitCode = 1
}

/** Walks over so much memory that nothing else is left in the caches. */
const evictor = (): () => void => {
  const other = new Uint8Array(evictedBytes)
  return () => {
    for (let i = 0; i < evictedBytes; i += 64) other[i]!++
  }
}
