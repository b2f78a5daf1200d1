/** Scenarios that cannot be explored: the reason, and a message that names the task and what to do. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert, describe, it } from "vitest"
import { perExecution, reached } from "../../src/sim/choice.ts"
import { ScenarioError } from "../../src/sim/errors.ts"
import { type Variable, variable } from "../../src/sim/memory/variable.ts"
import { scenario } from "../../src/sim/scenario.ts"
import { mutex } from "../../src/sim/sync/mutex.ts"
import { task } from "../../src/sim/task.ts"
import { refusal } from "./searching.ts"

describe("misuse", () => {
  it("is a body that is no generator function, of main or of a task", () => {
    const wrong: any = async () => undefined
    assert.include(refusal("misuse", () => wrong), "the body of task main must be a function*")
    const message = refusal("misuse", () =>
      function* main() {
        yield* task("late", wrong)
      })
    assert.include(message, "the body of task late must be a function*")
  })
})

describe("outside", () => {
  const waiting = (wait: Effect.Effect<unknown>) => () =>
    function* main() {
      const x = yield* variable("x", 0)
      yield* task("poller", function* poller() {
        yield* x.writeOnce(1)
        yield* wait
      })
      yield* x.readOnce
    }

  it("is a task that waits on a promise, named with the step before", () => {
    const message = refusal("outside", waiting(Effect.promise(() => new Promise(() => undefined))))
    assert.match(message, /^task poller waits outside the machine after its step WRITE_ONCE\(x\): on a promise/)
    assert.include(message, "wait on heddle objects")
  })

  it("is a task that waits on an Effect primitive nobody completes", () => {
    const message = refusal("outside", waiting(Effect.never))
    assert.include(message, "task poller waits outside the machine after its step WRITE_ONCE(x)")
    refusal("outside", waiting(Deferred.await(Deferred.makeUnsafe<void>())))
  })

  it("is said of a task that has not taken a step as well", () => {
    const message = refusal("outside", () =>
      function* main() {
        yield* Effect.promise(() => Promise.resolve(1))
      })
    assert.match(message, /^task main waits outside the machine before its first step/)
  })
})

describe("endless", () => {
  it("is a loop of marks without a step", () => {
    const message = refusal("endless", () =>
      function* main() {
        const x = yield* variable("x", 0)
        yield* x.store(1)
        for (;;) yield* reached("here")
      })
    assert.match(message, /^task main runs on without a step: .*variable\.await/)
  })

  it("is a loop of effects without a step", () => {
    const message = refusal("endless", () =>
      function* main() {
        const x = yield* variable("x", 0)
        yield* task("spinner", function* spinner() {
          for (;;) yield* Effect.sync(() => 1)
        })
        yield* x.store(1)
      }, { limits: { operationsMax: 1000 } })
    assert.match(message, /^task spinner ran 1000 operations without a step/)
  })

  it("is a loop that yields", () => {
    const message = refusal("endless", () =>
      function* main() {
        for (;;) yield* Effect.yieldNow
      }, { limits: { operationsMax: 1000 } })
    assert.match(message, /^task main /)
  })
})

describe("shared-state", () => {
  it("is a Deferred by which one task wakes another", () => {
    const message = refusal("shared-state", () =>
      function* main() {
        const x = yield* variable("x", 0)
        const done = Deferred.makeUnsafe<void>()
        yield* task("writer", function* writer() {
          yield* x.store(1)
          yield* Deferred.succeed(done, undefined)
        })
        yield* task("reader", function* reader() {
          yield* Deferred.await(done)
          yield* x.load
        })
      })
    assert.match(message, /^task reader was woken by task writer through something that is no heddle object/)
  })

  it("is a value that tasks pass each other before their first steps", () => {
    const message = refusal("shared-state", () => {
      return function* main() {
        let turns = 0
        const x = yield* variable("x", 0)
        function* take_turn() {
          const mine = ++turns
          yield* x.writeOnce(mine)
        }
        yield* task("first", take_turn)
        yield* task("second", take_turn)
      }
    })
    assert.match(
      message,
      /made task first \(main\/0\) do WRITE_ONCE\(x, 1\) in one and WRITE_ONCE\(x, 2\) in the other/
    )
  })

  it("is a value passed between tasks outside heddle's objects", () => {
    const message = refusal("shared-state", () => {
      return function* main() {
        let shared = 0
        const x = yield* variable("x", 0)
        const y = yield* variable("y", 0)
        yield* task("writer", function* writer() {
          yield* x.writeOnce(1)
          shared++
          yield* x.writeOnce(2)
        })
        yield* y.writeOnce(1)
        yield* y.writeOnce(shared)
      }
    })
    assert.include(message, "state is shared behind the machine's back")
    assert.match(message, /made task main \(main\) do WRITE_ONCE\(y, \d\) in one and WRITE_ONCE\(y, \d\) in the other/)
  })

  it("is an object of one execution used in another", () => {
    const message = refusal("shared-state", () => {
      let kept: Variable<number> | undefined
      return function* main() {
        kept ??= yield* variable("kept", 0)
        yield* kept.load
      }
    })
    assert.match(message, /^load of kept was used outside its execution: make every object inside the scenario's body/)
  })
})

describe("nondeterministic", () => {
  it("is a program that does something else when it is run again", () => {
    const message = refusal("nondeterministic", () => {
      let executions = 0
      return function* main() {
        const x = yield* variable("x", 0)
        yield* x.store(executions++)
      }
    })
    assert.match(message, /run twice under one schedule, task main \(main\) did store\(x, \d\) and then store\(x, \d\)/)
    assert.include(message, "Draw with choose() or Effect's Random")
  })
})

describe("nondeterministic state that outlives executions", () => {
  it("is found at the end of the search, however late it shows", () => {
    let executions = 0
    const counting = (late: number) =>
      function* main() {
        executions++
        const x = yield* variable("x", 0)
        const write = function*() {
          yield* x.writeOnce(executions > late ? 1 : 2)
        }
        yield* task("one", write)
        yield* write()
      }
    refusal("nondeterministic", () => {
      executions = 0
      return counting(3)
    })
  })

  it("is found in what a task only says: marks and claims count as its steps do", () => {
    const message = refusal("nondeterministic", () => {
      let executions = 0
      return function* main() {
        yield* reached(`execution ${executions++}`)
      }
    })
    assert.include(message, "task main (main) did reached")
  })
})

describe("limit", () => {
  it("is more tasks than tasksMax, naming the limit and the task", () => {
    const message = refusal("limit", () =>
      function* main() {
        for (let i = 1; i <= 5; i++) yield* task(`task ${i}`, function* run() {})
      }, { limits: { tasksMax: 5 } })
    assert.strictEqual(message, "more than tasksMax = 5 tasks: task 5 is one too many")
  })
})

describe("throws", () => {
  it("is a layer that cannot be built", () => {
    const cells = [{ design: "broken", declared: "verified" as const, layer: Layer.effectDiscard(Effect.die("no")) }]
    const message = refusal("throws", () => scenario("test", { cells }, function* main() {}))
    assert.include(message, "the layer of test [broken] could not be built: no")
  })
})

describe("misuse", () => {
  it("is a heddle operation outside a task", () => {
    try {
      Effect.runSync(variable("x", 0))
      assert.fail("it ran")
    } catch (error) {
      assert.instanceOf(error, ScenarioError)
      assert.strictEqual(error.reason, "misuse")
      assert.include(error.message, "outside a task")
    }
  })

  it("is start-up code that takes a step", () => {
    const state = perExecution("net core", function*() {
      const lock = yield* mutex("rtnl")
      yield* lock.lock
      return { lock }
    })
    const message = refusal("misuse", () =>
      function* main() {
        yield* state
      })
    assert.include(message, "the start-up code of net core takes a step: it may only create objects")
  })
})
