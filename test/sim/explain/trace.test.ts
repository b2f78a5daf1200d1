/** A printed execution: each step as in kernel C, with its value, its dependencies, and how it ends. */
import { assert, describe, it } from "vitest"
import { assert as claim, choose, invariant, reached } from "../../../src/sim/choice.ts"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { call, pointer, ready, refused } from "../../../src/sim/memory/pointer.ts"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import type { Finding, Trace } from "../../../src/sim/result.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { refcount } from "../../../src/sim/sync/refcount.ts"
import { task, type TaskHandle } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

/** The trace of a program's last finding, which is the ASSERTION at its end. */
const traceOf = (program: () => Generator<any, any, any>): Trace => {
  const { findings } = explored(program)
  return (findings[findings.length - 1] as Finding).trace
}

/** A program's steps, then a failing claim so that there is something to print. */
const printing = (body: (x: Variable<number>) => Generator<any, any, any>) =>
  traceOf(function* main() {
    const x = yield* variable("x", 0)
    yield* body(x)
    yield* claim(false, "printed")
  }).steps

describe("a step", () => {
  it("is written as in kernel C", () => {
    const texts = printing(function*(x) {
      yield* x.load
      yield* x.store(1)
      yield* x.readOnce
      yield* x.writeOnce(2)
      yield* x.storeRelease(3)
      yield* x.loadAcquire
      yield* x.cmpxchg(3, 4)
      yield* x.fetchAdd(1)
      yield* x.testAndSetBit(1)
      yield* x.await((value) => value > 0)
    }).map(({ text }) => text)
    assert.deepStrictEqual(texts, [
      "x",
      "x = 1",
      "READ_ONCE(x)",
      "WRITE_ONCE(x, 2)",
      "smp_store_release(x, 3)",
      "smp_load_acquire(x)",
      "cmpxchg(x, 3, 4)",
      "atomic_fetch_add(x, 1)",
      "test_and_set_bit(x, 1)",
      "await(x)",
      "printed"
    ])
  })

  it("of a lock, a counter, the heap and an invariant is written with the object's name", () => {
    const texts = printing(function*(x) {
      const [lock, refs, dev] = [yield* mutex("rtnl"), yield* refcount("refs", 1), yield* alloc("dev", { id: 1 })]
      yield* lock.lock
      yield* lock.unlock
      yield* refs.set(3)
      yield* free(dev)
      yield* invariant([x], () => true, "fine")
    }).filter(({ note }) => !note).map(({ text }) => text)
    assert.deepStrictEqual(texts, [
      "mutex_lock(rtnl)",
      "mutex_unlock(rtnl)",
      "refcount_set(refs, 3)",
      "kfree(dev)",
      "invariant(x, fine)"
    ])
  })

  it("says what it gave to the task, and what a store found", () => {
    const steps = printing(function*(x) {
      yield* x.store(7)
      yield* x.load
      yield* x.fetchAdd(2)
      yield* x.cmpxchg(0, 1)
    })
    assert.deepStrictEqual(steps.map(({ value, was }) => [value, was]), [
      [undefined, "0"],
      ["7", undefined],
      ["7", "7"],
      ["9", undefined],
      [undefined, undefined]
    ])
  })

  it("stores nothing by way of NULL as well", () => {
    const { steps } = traceOf(function* main() {
      const p = yield* variable<object | null>("p", Object.freeze({ name: "ops" }))
      yield* p.store(null)
      yield* claim(false, "printed")
    })
    assert.deepStrictEqual([steps[0]!.text, steps[0]!.was], ["p = NULL", "ops"])
  })

  it("is numbered as it stands", () => {
    printing(function*(x) {
      yield* x.load
      yield* reached("here")
      yield* x.load
    }).forEach(({ index }, i) => assert.strictEqual(index, i))
  })
})

describe("notes", () => {
  it("have a line of their own, at their place", () => {
    const steps = printing(function*(x) {
      yield* ready("nsim")
      yield* call(pointer("flash", function* flash() {}), "nsim")
      yield* choose("up", "down")
      yield* x.load
      yield* refused("nsim", "reload")
      yield* reached("the end")
    })
    assert.deepStrictEqual(steps.map(({ note, op, text }) => [note, op, text]), [
      [true, "ready", "nsim is ready"],
      [true, "call", "flash()"],
      [true, "choose", "chooses \"up\""],
      [false, "load", "x"],
      [true, "refused", "reload of nsim is refused"],
      [true, "reached", "the end"],
      [true, "assertion", "printed"]
    ])
  })
})

describe("what a step comes after", () => {
  it("is each step of another task that it depends on directly", () => {
    const { steps, tasks } = traceOf(function* main() {
      const [x, y] = [yield* variable("x", 0), yield* variable("y", 0)]
      const other = yield* task("other", function* other() {
        yield* x.writeOnce(1)
        yield* y.writeOnce(1)
      })
      yield* other.join
      yield* x.readOnce
      yield* y.readOnce
      yield* claim(false, "printed")
    })
    const named = steps.map(({ after, task: by, text }) => [
      `${tasks[by]!.name}: ${text}`,
      after.map((index) => steps[index]!.text)
    ])
    assert.deepInclude(named, ["main: READ_ONCE(x)", ["WRITE_ONCE(x, 1)"]])
    assert.deepInclude(named, ["main: READ_ONCE(y)", ["WRITE_ONCE(y, 1)"]])
    assert.deepInclude(named, ["other: WRITE_ONCE(x, 1)", []])
  })

  it("is every reader since the last store, for a store", () => {
    const { steps } = traceOf(function* main() {
      const x = yield* variable("x", 0)
      const readers: Array<TaskHandle<void>> = []
      for (const name of ["one", "two"]) {
        readers.push(
          yield* task(name, function* read() {
            yield* x.readOnce
          })
        )
      }
      for (const reader of readers) yield* reader.join
      yield* x.writeOnce(1)
      yield* claim(false, "printed")
    })
    const store = steps.find(({ text }) => text === "WRITE_ONCE(x, 1)")!
    assert.deepStrictEqual(store.after.map((index) => steps[index]!.text), ["READ_ONCE(x)", "READ_ONCE(x)"])
  })
})

describe("the end of a printed execution", () => {
  it("names who waits for ever, for what, and who holds it", () => {
    const { findings: [finding] } = explored(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      const other = yield* task("other", function* other() {
        yield* lock.lock
      })
      yield* other.join
    })
    const { blocked, pending, tasks } = finding!.trace
    assert.deepStrictEqual(pending, [])
    assert.deepStrictEqual(
      blocked.map(({ holder, object, op, task: by }) => [
        tasks[by]!.name,
        op,
        object,
        holder === undefined ? "nobody" : tasks[holder]!.name
      ]),
      [["main", "join", "other", "nobody"], ["other", "mutex_lock", "lock", "main"]]
    )
  })

  it("names the steps that tasks were about to take", () => {
    const { findings: [finding] } = explored(function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function* other() {
        yield* x.store(1)
        yield* x.store(2)
      })
      yield* x.load
    })
    const { pending, tasks } = finding!.trace
    assert.deepStrictEqual(pending.map(({ object, op, task: by }) => [tasks[by]!.name, op, object]), [
      ["other", "store", "x"]
    ])
  })

  it("has a column for each task that does something, in the order of creation", () => {
    const trace = traceOf(function* main() {
      const x = yield* variable("x", 0)
      const idle = yield* task("idle", function* idle() {})
      const busy = yield* task("busy", function* busy() {
        yield* x.store(1)
      })
      yield* idle.join
      yield* busy.join
      yield* claim(false, "printed")
    })
    assert.deepStrictEqual(trace.tasks.map(({ name }) => name), ["main", "busy"])
  })
})

/** What each step left behind, by the names of what it changed. */
const changesOf = ({ objects = [], steps }: Trace) =>
  steps.filter(({ note }) => !note).map(({ changes = [], text }) => [
    text,
    ...changes.map(({ object, value }) => `${objects[object]!.name}: ${value}`)
  ])

describe("what steps changed", () => {
  it("is what the objects hold, not what the text says", () => {
    const trace = traceOf(function* main() {
      const [x, lock, refs] = [yield* variable("x", 5), yield* mutex("rtnl"), yield* refcount("refs", 1)]
      const dev = yield* alloc("dev", { id: 1 })
      yield* lock.lock
      yield* x.fetchAdd(2)
      yield* x.cmpxchg(0, 1)
      yield* x.store(7)
      yield* lock.unlock
      yield* refs.inc
      yield* free(dev)
      yield* claim(false, "printed")
    })
    assert.deepStrictEqual(trace.objects, [
      { name: "x", value: "5" },
      { name: "rtnl", value: "free" },
      { name: "refs", value: "1" },
      { name: "dev", value: "allocated" }
    ])
    assert.deepStrictEqual(changesOf(trace), [
      ["mutex_lock(rtnl)", "rtnl: held by main"],
      ["atomic_fetch_add(x, 2)", "x: 7"],
      ["cmpxchg(x, 0, 1)"],
      // Stored again: whoever asks where the value comes from is led here.
      ["x = 7", "x: 7"],
      ["mutex_unlock(rtnl)", "rtnl: free"],
      ["refcount_inc(refs)", "refs: 2"],
      ["kfree(dev)", "dev: freed"]
    ])
  })

  it("leaves an object that is made later without a value until then", () => {
    const trace = traceOf(function* main() {
      const x = yield* variable("x", 0)
      yield* x.store(1)
      const late = yield* variable("late", 3)
      yield* late.load
      yield* claim(false, "printed")
    })
    assert.deepStrictEqual(trace.objects, [{ name: "x", value: "0" }, { name: "late" }])
    assert.deepStrictEqual(changesOf(trace), [["x = 1", "x: 1", "late: 3"], ["late"]])
  })
})

it("a step says how the steps it depends on come before it", () => {
  const trace = traceOf(function* main() {
    const [x, flag, lock] = [yield* variable("x", 0), yield* variable("flag", 0), yield* mutex("lock")]
    const other = yield* task("other", function* other() {
      yield* flag.await((value) => value === 1)
      yield* lock.lock
      yield* x.readOnce
      yield* lock.unlock
    })
    yield* lock.lock
    yield* x.writeOnce(1)
    yield* lock.unlock
    yield* flag.storeRelease(1)
    yield* other.join
    yield* x.writeOnce(2)
    yield* claim(false, "printed")
  })
  const edges = trace.steps.flatMap(({ after, by, text }) =>
    after.map((before, i) => [trace.steps[before]!.text, by![i]!, text])
  )
  assert.includeDeepMembers(edges, [
    ["mutex_unlock(lock)", "lock", "mutex_lock(lock)"],
    ["smp_store_release(flag, 1)", "release", "await(flag)"],
    ["WRITE_ONCE(x, 1)", "reads-from", "READ_ONCE(x)"],
    ["READ_ONCE(x)", "from-read", "WRITE_ONCE(x, 2)"]
  ])
})

it("a step names the tasks that could have moved instead, and no task that had to wait", () => {
  const trace = traceOf(function* main() {
    const [x, lock] = [yield* variable("x", 0), yield* mutex("lock")]
    function* locked() {
      yield* lock.lock
      yield* x.fetchAdd(1)
      yield* lock.unlock
    }
    const [a, b] = [yield* task("a", locked), yield* task("b", locked)]
    yield* a.join
    yield* b.join
    yield* claim(false, "printed")
  })
  const instead = trace.steps.filter(({ note }) => !note).map((step) => [
    trace.tasks[step.task]!.name,
    ...step.instead!.map((at) => trace.tasks[at]!.name)
  ])
  assert.deepStrictEqual(instead.slice(0, 4), [["a", "b"], ["a"], ["a"], ["main", "b"]])
})
