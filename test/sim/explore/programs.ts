/**
 * Small random programs with every kind of step, as data that fast-check can shrink.
 *
 * A task has one register: what it read last. Values it stores, and whether it goes on, depend on
 * the register, so that a different order of steps shows in later steps. A family is the set of
 * operations that a program draws from: few objects and few kinds of step meet more often than many.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fc from "fast-check"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { makeWorld, simple, type World } from "./simple.ts"
import type { Body } from "./traces.ts"

/** An operation without operands, or one with a body. `n` picks the object, or is a small constant. */
export type Op =
  | { readonly op: Simple; readonly n: number }
  | { readonly op: Nesting; readonly body: Ops }
type Ops = ReadonlyArray<Op>

const nestings = [
  "when",
  "locked",
  "reading",
  "writing",
  "section",
  "fresh",
  "spawn",
  "fork",
  "ensure",
  "onInterrupt",
  "uninterruptible",
  "all",
  "race",
  "timeout",
  "scoped",
  "detach"
] as const
type Nesting = (typeof nestings)[number]

/** The tasks of a program, and what its work item does. */
export interface Program {
  readonly tasks: ReadonlyArray<Ops>
  readonly deferred: Ops
}

type Simple = keyof typeof simple | "join" | "await" | "interrupt"

/** A task or a fiber that the running task has started. */
interface Started {
  readonly join: Effect.Effect<unknown, any>
  readonly await: Effect.Effect<unknown, any>
  readonly interrupt: Effect.Effect<unknown>
}

/** The body of the task `main`. */
export const bodyOf = ({ deferred, tasks }: Program): Body =>
  function* main() {
    const world = yield* makeWorld((made) => once(made, deferred))
    const [first, ...others] = tasks
    for (const [i, ops] of others.entries()) {
      yield* task(`t${i + 1}`, () => run(world, ops, []))
    }
    yield* run(world, first ?? [], [])
  }

const brackets = {
  locked: ["lock", "unlock"],
  reading: ["downRead", "upRead"],
  writing: ["downWrite", "upWrite"],
  section: ["readLock", "readUnlock"]
} as const

/** What queues a deferred body. */
const queues: ReadonlySet<string> = new Set(["queue", "arm", "schedule", "mod"])

/** A deferred body that queues itself only when it runs for the first time: else it might go on for ever. */
const once = (world: () => any, ops: Ops): Body => {
  let first = true
  return function*() {
    const again = first ? ops : ops.filter(({ op }) => !queues.has(op))
    first = false
    yield* run(world(), again, [])
  }
}

function* run(world: World, ops: Ops, started: Array<Started>): Generator<any, number, any> {
  let register = 0
  // By number, so that nothing of the loop hides from local-state.ts.
  for (let at = 0; at < ops.length; at++) {
    const op = ops[at]!
    if ("n" in op) {
      if (op.op === "join" || op.op === "await" || op.op === "interrupt") {
        const last = started.at(-1)
        if (last !== undefined) yield* last[op.op]
      } else {
        register = (yield* simple[op.op](world, op.n, register)) ?? register
      }
    } else if (op.op === "when") {
      if (register > 0) register = yield* run(world, op.body, started)
    } else if (op.op === "fresh") {
      const vars = [yield* variable("fresh", 0), world.vars[1]!]
      register = yield* run({ ...world, vars }, op.body, started)
    } else if (op.op in brackets) {
      const [open, close] = brackets[op.op as keyof typeof brackets]
      register = yield* run(world, [{ op: open, n: 0 }, ...op.body, { op: close, n: 0 }], started)
    } else {
      register = yield* nested(world, op.op, op.body, started)
    }
  }
  return register
}

function* nested(world: World, op: string, body: Ops, started: Array<Started>): Generator<any, number, any> {
  const inside = Effect.gen(() => run(world, body, [])) as Effect.Effect<number>
  if (op === "spawn") {
    const { join } = yield* task(`s${started.length}`, () => run(world, body, []))
    started.push({ join, await: join, interrupt: Effect.void })
  } else if (op === "fork") {
    const fiber = yield* Effect.forkChild(inside)
    started.push({ join: Fiber.join(fiber), await: Fiber.await(fiber), interrupt: Fiber.interrupt(fiber) })
  } else if (op === "detach") {
    const fiber = yield* Effect.forkDetach(inside)
    started.push({ join: Fiber.join(fiber), await: Fiber.await(fiber), interrupt: Fiber.interrupt(fiber) })
  } else if (op === "uninterruptible") {
    return yield* Effect.uninterruptible(inside)
  } else if (op === "all") {
    const [one, two] = yield* Effect.all([inside, adding(world)], { concurrency: "unbounded" })
    return one + two
  } else if (op === "race") {
    return yield* Effect.race(inside, adding(world))
  } else if (op === "timeout") {
    yield* Effect.timeoutOption(inside, "1 second")
  } else if (op === "scoped") {
    yield* Effect.scoped(Effect.gen(function*() {
      yield* Effect.addFinalizer(() => adding(world))
      yield* Effect.forkScoped(inside)
      yield* adding(world)
    }))
  } else {
    return yield* op === "ensure"
      ? Effect.ensuring(inside, adding(world))
      : Effect.onInterrupt(inside, () => adding(world))
  }
  return 0
}

const adding = (world: World) => Effect.gen(() => run(world, [{ op: "add", n: 0 }], [])) as Effect.Effect<number>

/** Operations that belong together. */
export const families: Record<string, ReadonlyArray<Op["op"]>> = {
  memory: ["load", "store", "once", "writeOnce", "acquire", "release", "when"],
  atomics: ["xchg", "cas", "add", "load", "store", "when"],
  bits: ["setBit", "clearBit", "testAndSet", "testAndClear", "testBit", "when"],
  await: ["awaitSet", "awaitClear", "store", "release", "xchg", "load", "when"],
  mutex: ["lock", "unlock", "trylock", "load", "store", "when"],
  rwsem: ["downRead", "upRead", "downWrite", "upWrite", "tryRead", "tryWrite", "store", "when"],
  completion: ["complete", "completeAll", "wait", "store", "load"],
  refcount: ["get", "getUnlessZero", "put", "refs", "setRefs", "awaitNoRefs", "when"],
  locks: ["locked", "lock", "unlock", "trylock", "load", "store", "xchg", "awaitSet"],
  sections: ["reading", "writing", "tryWrite", "upWrite", "load", "store", "locked", "awaitSet"],
  grace: ["section", "synchronize", "load", "store", "awaitSet", "completeAll", "wait"],
  semaphore: ["down", "up", "tryDown", "count", "load", "store"],
  rcu: ["readLock", "readUnlock", "synchronize", "load", "store"],
  callbacks: ["section", "callRcu", "synchronize", "load", "store"],
  spin: ["spin", "spinBoth", "spinLock", "lock", "unlock", "store", "writeOnce", "load"],
  waitQueue: ["waitEvent", "wakeUp", "store", "writeOnce", "load"],
  delayed: ["schedule", "mod", "cancelDelayed", "flushDelayed", "store", "load", "when"],
  work: ["queue", "cancel", "flush", "store", "load", "when"],
  timer: ["arm", "disarm", "store", "load", "when"],
  heap: ["touch", "poke", "free", "awaitWord", "when", "load", "store"],
  heapAtomics: ["bump", "touch", "free", "awaitWord", "when", "lock", "unlock"],
  draws: ["choose", "store", "load", "xchg", "when"],
  invariant: ["invariant", "store", "xchg", "load", "global"],
  tasks: ["spawn", "join", "load", "store", "choose", "when"],
  fibers: ["fork", "join", "await", "interrupt", "load", "store", "sleep"],
  interrupts: [
    "fork",
    "await",
    "interrupt",
    "ensure",
    "onInterrupt",
    "uninterruptible",
    "store",
    "awaitSet",
    "lock",
    "unlock"
  ],
  drawingFibers: ["fork", "join", "await", "interrupt", "ensure", "choose", "when", "store", "load"],
  fresh: ["fresh", "spawn", "join", "load", "store", "xchg", "when", "sleep"],
  freshFibers: ["fresh", "fork", "await", "load", "xchg", "sleep", "ensure"],
  deadlines: ["sleep", "fork", "await", "interrupt", "timeout", "store", "load"],
  concurrency: ["all", "race", "timeout", "fork", "await", "interrupt", "load", "store", "sleep"],
  scopes: ["scoped", "detach", "fork", "await", "interrupt", "load", "store", "awaitSet"],
  everything: [
    ...Object.keys(simple) as Array<Simple>,
    ...["join", "await", "interrupt"] as const,
    ...nestings
  ]
}

const isNesting = (op: Op["op"]): op is Nesting => (nestings as ReadonlyArray<string>).includes(op)

const opsOf = (kinds: ReadonlyArray<Op["op"]>, lengthMax: number, depth: number): fc.Arbitrary<Ops> => {
  const flat = kinds.filter((kind) => !isNesting(kind)) as Array<Simple>
  const nesting = kinds.filter(isNesting)
  const step = fc.record({ op: fc.constantFrom(...flat), n: fc.constantFrom(0, 0, 1) })
  const options: Array<fc.WeightedArbitrary<Op>> = [{ arbitrary: step, weight: 3 }]
  if (depth > 0 && nesting.length > 0) {
    const body = opsOf(kinds, Math.max(1, lengthMax - 1), depth - 1)
    options.push({ arbitrary: fc.record({ op: fc.constantFrom(...nesting), body }), weight: 1 })
  }
  return fc.array(fc.oneof(...options), { maxLength: lengthMax, size: "max" })
}

/** Programs of one family. */
export const programsOf = (family: string, tasksMax = 3, stepsMax = 4): fc.Arbitrary<Program> => {
  const kinds = families[family]!
  return fc.record({
    tasks: fc.array(opsOf(kinds, stepsMax, 2), { minLength: 1, maxLength: tasksMax, size: "max" }),
    deferred: kinds.some((kind) => queues.has(kind))
      ? opsOf(["store", "load", ...kinds.filter((kind) => queues.has(kind))], 2, 0)
      : fc.constant([])
  })
}

/** As printed in a failing test: one line a task. */
export const print = ({ deferred, tasks }: Program): string => {
  const text = (ops: Ops): string =>
    ops.map((op) => "n" in op ? `${op.op}${op.n > 0 ? op.n : ""}` : `${op.op}{${text(op.body)}}`).join(" ")
  return [...tasks.map(text), ...(deferred.length > 0 ? [`deferred: ${text(deferred)}`] : [])].join("\n")
}

/** Reads what `print` writes: a failing program can be kept as a test. */
export const parse = (text: string): Program => {
  const [tasks, deferred = ""] = text.split("deferred:")
  const lines = tasks!.replace(/\n$/, "").split("\n")
  return { tasks: lines.map((line) => opsIn(line)), deferred: opsIn(deferred) }
}

const opsIn = (text: string): Ops => {
  const tokens = text.match(/[a-zA-Z]+|[0-9]|[{}]/g) ?? []
  let at = 0
  const ops = (): Ops => {
    const found: Array<Op> = []
    while (at < tokens.length && tokens[at] !== "}") {
      const op = tokens[at++] as Simple & Nesting
      if (tokens[at] === "{") {
        at++
        found.push({ op, body: ops() })
        at++
      } else {
        found.push({ op, n: /^[0-9]$/.test(tokens[at] ?? "") ? Number(tokens[at++]) : 0 })
      }
    }
    return found
  }
  return ops()
}
