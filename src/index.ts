/**
 * heddle: everything a scenario file and a program that explores scenarios can use. An export list only, so it is the
 * map.
 *
 * A scenario needs the first three blocks; the fourth is what the command line and the vitest plugin are built from.
 */

/** What a scenario is, and the tasks in it. */
export {
  assert,
  choose,
  invariant,
  type PerExecution,
  perExecution,
  protection,
  reached,
  remedy
} from "./sim/choice.ts"
export { scenario } from "./sim/scenario.ts"
export type {
  Cell,
  CellName,
  CellSpec,
  Declaration,
  Kind,
  Program,
  Provenance,
  Scenario,
  ScenarioOptions
} from "./sim/scenario.ts"
export { task, type TaskHandle } from "./sim/task.ts"

/** Memory that tasks share. */
export { alloc, free, keep, readOnly } from "./sim/memory/heap.ts"
export { call, capability, type FunctionPointer, hijacked, pointer, ready, refused } from "./sim/memory/pointer.ts"
export { type Fields, reading, record, type Shape, update } from "./sim/memory/record.ts"
export { Variable, variable } from "./sim/memory/variable.ts"

/** Locks, and what else tasks wait for. */
export { Completion, completion } from "./sim/sync/completion.ts"
export { Timer, timer, Work, work } from "./sim/sync/deferred.ts"
export { DelayedWork, delayedWork } from "./sim/sync/delayed-work.ts"
export { Mutex, mutex, spinlock } from "./sim/sync/mutex.ts"
export {
  type NotifierBlock,
  NotifierChain,
  notifierChain,
  type NotifyResult,
  rawNotifierChain
} from "./sim/sync/notifier.ts"
export { Rcu, rcu } from "./sim/sync/rcu.ts"
export { Refcount, refcount } from "./sim/sync/refcount.ts"
export { RwSem, rwsem } from "./sim/sync/rwsem.ts"
export { WaitQueue, waitQueue } from "./sim/sync/wait-queue.ts"

/** Exploring from a program, and printing what was found. */
export { type FindingOptions, findingText } from "./report/finding.ts"
export { type CustomObject, type Edge, object, type Rule } from "./sim/custom.ts"
export { ScenarioError } from "./sim/errors.ts"
export { exploreCell, type ExploreOptions, type Progress } from "./sim/explore/explore.ts"
export { type Replay, replay } from "./sim/explore/replay.ts"
export { type StrategyName, strategyNames } from "./sim/explore/strategy-names.ts"
export type { Limits } from "./sim/limits.ts"
export type { Edit, EditPlace, Remedies, Remedy } from "./sim/remedy/edit.ts"
export type { CellResult, Finding, Frame, Reason, Stats, Trace, TraceStep, Verdict, Waiting } from "./sim/result.ts"
export { isScenario, kinds } from "./sim/scenario.ts"
export { constant, exponential, type Latency, logNormal, micros, millis, seconds, uniform } from "./sim/time/latency.ts"
export { passes, spends } from "./sim/time/places.ts"
export { simulateCell, type SimulateOptions, type Simulation } from "./sim/time/simulate.ts"
export type { Activity, Arrival, Timing, WindowSpec } from "./sim/time/timing.ts"
