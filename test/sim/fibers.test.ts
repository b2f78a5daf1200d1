/** A task is an Effect fiber: what Effect offers works inside it, with the machine's steps in between. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { assert, describe, it } from "vitest"
import type { Checker } from "../../src/sim/check/checker.ts"
import { variable } from "../../src/sim/memory/variable.ts"
import { scenario } from "../../src/sim/scenario.ts"
import { task } from "../../src/sim/task.ts"
import { explored, kindsOf, outcomes } from "./searching.ts"

class Busy extends Data.TaggedError("Busy")<{ readonly port: number }> {}
class Ports extends Context.Service<Ports, number>()("test/Ports") {}

describe("effects inside a task", () => {
  it("can be generators of their own, nested, mapped and repeated", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 1)
      const double = Effect.gen(function*() {
        yield* x.store(2 * (yield* x.load))
      })
      yield* double
      yield* Effect.andThen(double, double)
      yield* Effect.repeat(double, { times: 1 })
      return yield* Effect.map(x.load, (value) => `has ${value}`)
    })
    assert.deepStrictEqual(values, ["\"has 32\""])
  })

  it("are interleaved with other tasks between all their steps", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const add = Effect.gen(function*() {
        yield* x.writeOnce((yield* x.readOnce) + 1)
      })
      const other = yield* task("other", function* other() {
        yield* add
      })
      yield* add
      yield* other.join
      return yield* x.readOnce
    })
    assert.deepStrictEqual(values, ["1", "2"])
  })

  it("fail with typed errors, which can be caught, also across a join", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const failing = yield* task("failing", function* failing() {
        yield* x.store(1)
        yield* new Busy({ port: 7 })
      })
      const caught = yield* Effect.catchTag(
        failing.join as Effect.Effect<any, Busy>,
        "Busy",
        (error) => Effect.succeed(`port ${error.port}`)
      )
      return `${caught}, ${yield* x.load}`
    })
    assert.deepStrictEqual(values, ["\"port 7, 1\""])
  })

  it("can catch with try, and clean up with finally", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      try {
        yield* x.store(1)
        throw new RangeError("no")
      } catch (error) {
        yield* x.store(2)
        return `${(error as Error).message}, ${yield* x.load}`
      } finally {
        yield* x.store(3)
      }
    })
    assert.deepStrictEqual(values, ["\"no, 2\""])
  })

  it("ask for services, which the layer of the cell provides to every task", () => {
    const cells = [{ design: "", declared: "verified" as const, layer: Layer.succeed(Ports, 4) }]
    const asked = scenario("test", { cells }, function* main() {
      const other = yield* task("other", function* other() {
        return yield* Ports
      })
      const fiber = yield* Effect.forkChild(Effect.gen(function*() {
        return yield* Ports
      }))
      return `${yield* Ports} ${yield* other.join} ${yield* Fiber.join(fiber)}`
    })
    assert.deepStrictEqual(outcomes(asked), ["\"4 4 4\""])
  })

  it("know the fiber they run in: one a task, the same from step to step", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const look = function*() {
        const first = Fiber.getCurrent()
        yield* x.fetchAdd(1)
        const second = Fiber.getCurrent()
        yield* Effect.void
        return { fiber: first, same: first !== undefined && first === second && second === Fiber.getCurrent() }
      }
      const other = yield* task("other", look)
      const [mine, theirs] = [yield* look(), yield* other.join]
      return `${mine.same} ${theirs.same} ${mine.fiber !== theirs.fiber}`
    })
    assert.deepStrictEqual(values, ["\"true true true\""])
  })
})

describe("scopes and finalisers", () => {
  it("take steps, in the reverse order of what they finalise", () => {
    const values = outcomes(function* main() {
      const log = yield* variable("log", "")
      const say = (word: string) => Effect.flatMap(log.load, (text) => log.store(`${text} ${word}`))
      yield* Effect.scoped(Effect.gen(function*() {
        yield* Effect.acquireRelease(say("+a"), () => say("-a"))
        yield* Effect.acquireRelease(say("+b"), () => say("-b"))
        yield* say("use")
      }))
      return yield* log.load
    })
    assert.deepStrictEqual(values, ["\" +a +b use -b -a\""])
  })

  it("run when the body fails, before the failure reaches the task that joins", () => {
    const values = outcomes(function* main() {
      const released = yield* variable("released", false)
      const failing = yield* task("failing", function* failing() {
        yield* Effect.ensuring(Effect.fail(new Busy({ port: 1 })), released.store(true))
      })
      const exit = yield* Effect.exit(failing.join)
      return `${Exit.isFailure(exit)} ${yield* released.load}`
    })
    assert.deepStrictEqual(values, ["\"true true\""])
  })
})

describe("forked fibers", () => {
  it("are tasks: interleaved, joined, and ordered by the join", () => {
    const program = (joins: boolean) =>
      function* main() {
        const x = yield* variable("x", 0)
        const fiber = yield* Effect.forkChild(Effect.gen(function*() {
          yield* x.store(1)
          return "forked"
        }))
        const given = joins ? yield* Fiber.join(fiber) : "not joined"
        yield* x.load
        return given
      }
    assert.deepStrictEqual(outcomes(program(true)), ["\"forked\""])
    assert.deepStrictEqual([kindsOf(program(true)), kindsOf(program(false))], [[], ["data-race"]])
  })

  it("run one beside the other under Effect.all", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const add = Effect.gen(function*() {
        yield* x.writeOnce((yield* x.readOnce) + 1)
      })
      yield* Effect.all([add, add], { concurrency: "unbounded" })
      return yield* x.readOnce
    })
    assert.deepStrictEqual(values, ["1", "2"])
  })

  it("are interrupted at any step, and finalise with steps", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const closed = yield* variable("closed", false)
      const fiber = yield* Effect.forkChild(Effect.ensuring(
        Effect.gen(function*() {
          yield* x.writeOnce(1)
          yield* x.writeOnce(2)
        }),
        closed.writeOnce(true)
      ))
      // A fiber starts at its creator's next step; before that an interruption leaves it nothing to finalise.
      yield* x.readOnce
      yield* Fiber.interrupt(fiber)
      return `${yield* x.readOnce} ${yield* closed.readOnce}`
    })
    assert.deepStrictEqual(values, ["\"0 true\"", "\"1 true\"", "\"2 true\""])
  })

  it("are not interrupted where they say so", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const started = yield* variable("started", false)
      const fiber = yield* Effect.forkChild(Effect.uninterruptible(Effect.gen(function*() {
        yield* started.writeOnce(true)
        yield* x.writeOnce(1)
        yield* x.writeOnce(2)
      })))
      yield* started.await((is) => is)
      yield* Fiber.interrupt(fiber)
      return yield* x.readOnce
    })
    assert.deepStrictEqual(values, ["2"])
  })

  it("end with the task that forked them", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const ended = yield* variable("ended", "")
      const parent = yield* task("parent", function* parent() {
        yield* Effect.forkChild(Effect.onInterrupt(
          x.await((value) => value === 1),
          () => ended.writeOnce("interrupted")
        ))
        yield* x.readOnce
      })
      yield* parent.join
      return yield* ended.readOnce
    })
    assert.includeMembers(["\"interrupted\"", "\"\""], [...values])
    assert.include(values, "\"interrupted\"")
  })
})

describe("time and chance", () => {
  it("let a sleep end at any later point, whatever its length", () => {
    const values = outcomes(function* main() {
      const last = yield* variable("last", "")
      const spawn = (name: string, millis: number) =>
        task(name, function* sleeper() {
          yield* Effect.sleep(millis)
          yield* last.writeOnce(name)
        })
      const [short, long] = [yield* spawn("short", 1), yield* spawn("long", 1000)]
      yield* short.join
      yield* long.join
      return yield* last.readOnce
    })
    assert.deepStrictEqual(values, ["\"long\"", "\"short\""])
  })

  it("let sleeps end in the order of their deadlines where that is assumed, and say so", () => {
    const asked = scenario("test", { assumes: ["deadline-order"] }, function* main() {
      for (const millis of [1, 1000]) {
        yield* task(`sleeper ${millis}`, function* sleeper() {
          yield* Effect.sleep(millis)
        })
      }
    })
    const orders = new Set<string>()
    const watch: Checker = {
      name: "watch",
      check({ log }) {
        const slept = log.records.slice(1, log.count).filter(({ step }) => step.operation.name !== "start")
        orders.add(slept.map(({ step, task: { name } }) => `${step.operation.name} of ${name}`).join(", "))
      }
    }
    const result = explored(asked, { strategy: "dfs", checkers: [watch] })
    assert.deepStrictEqual([result.assumptions, result.exhaustive], [
      ["sleeps end in the order of their deadlines"],
      true
    ])
    const [begins, ends] = [(n: number) => `sleep until of sleeper ${n}`, (n: number) => `end of sleep of sleeper ${n}`]
    assert.sameMembers([...orders], [
      [begins(1), begins(1000), ends(1), ends(1000)].join(", "),
      [begins(1000), begins(1), ends(1), ends(1000)].join(", "),
      [begins(1), ends(1), begins(1000), ends(1000)].join(", "),
      [begins(1000), ends(1000), begins(1), ends(1)].join(", ")
    ])
  })

  it("move a task's clock by what it has slept, and by nothing else", () => {
    const values = outcomes(function* main() {
      const before = yield* Clock.currentTimeMillis
      const other = yield* task("other", function* other() {
        yield* Effect.sleep(500)
        return yield* Clock.currentTimeMillis
      })
      yield* Effect.sleep(Duration.seconds(2))
      return `${before} ${yield* Clock.currentTimeMillis} ${yield* other.join}`
    })
    assert.deepStrictEqual(values, ["\"0 2000 500\""])
  })

  it("try both sides of a coin, and bound the verdict", () => {
    const tossing = function* main() {
      const sides = [yield* Random.nextBoolean, (yield* Random.next) < 0.5]
      yield* variable("x", 0)
      return sides.join()
    }
    const { bounds, exhaustive, verdict } = explored(tossing)
    assert.deepStrictEqual([bounds, exhaustive, verdict], [["2 values a draw of Random"], false, "no-finding"])
    assert.deepStrictEqual(outcomes(tossing), [
      "\"false,false\"",
      "\"false,true\"",
      "\"true,false\"",
      "\"true,true\""
    ])
  })

  it("show what was drawn in the trace of a finding", () => {
    const { findings: [finding] } = explored(function* main() {
      const heads = yield* Random.nextBoolean
      const x = yield* variable("x", 0)
      yield* x.store(1)
      if (heads) throw new Error("heads")
    })
    assert.isTrue(
      finding!.trace.steps.some(({ op, text }) => op === "choose" && text.includes("of 2 values of Random"))
    )
  })
})
