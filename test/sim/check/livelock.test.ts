/** LIVELOCK: a task goes round in a loop that only reads what nobody changes any more. */
import { assert, describe, it } from "vitest"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { completion } from "../../../src/sim/sync/completion.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, told } from "../searching.ts"

function* until(flag: Variable<number>) {
  while ((yield* flag.readOnce) === 0) {}
}

describe("LIVELOCK", () => {
  it("is a loop whose condition nobody makes true, with its round", () => {
    const { findings, verdict } = explored(function* main() {
      yield* until(yield* variable("flag", 0))
    })
    assert.strictEqual(verdict, "livelock")
    assert.deepStrictEqual(told(findings[0]!), [{ tag: "repeats", task: "main", steps: [1], objects: ["flag"] }])
    assert.deepStrictEqual(findings[0]!.trace.blocked.map(({ spins }) => spins), [true])
  })

  it("is none where somebody does", () => {
    const { exhaustive, findings } = explored(function* main() {
      const flag = yield* variable("flag", 0)
      yield* task("setter", function* setter() {
        yield* flag.writeOnce(1)
      })
      yield* until(flag)
    })
    assert.deepStrictEqual(findings, [])
    assert.isTrue(exhaustive)
  })

  it("is told together with who waits for it, and is then no deadlock", () => {
    const { findings } = explored(function* main() {
      const flag = yield* variable("flag", 0)
      const done = yield* completion("done")
      yield* task("waiter", function* waiter() {
        yield* done.wait
      })
      yield* until(flag)
      yield* done.complete
    })
    assert.deepStrictEqual(findings.map(({ kind }) => kind), ["livelock"])
    assert.deepStrictEqual(findings[0]!.because.map(({ tag }) => tag), ["repeats", "waits"])
  })

  it("is no finding of a daemon, which may poll for ever", () => {
    const { findings } = explored(function* main() {
      const flag = yield* variable("flag", 0)
      yield* task("poller", () => until(flag), { daemon: true })
    })
    assert.deepStrictEqual(findings, [])
  })

  it("is seen again by its token, in a machine that has not searched", () => {
    const asked = scenario("test", function* main() {
      const flag = yield* variable("flag", 0)
      const turn = yield* variable("turn", 0)
      yield* task("one", () => until(flag))
      yield* task("two", function* two() {
        if ((yield* turn.readOnce) === 1) yield* flag.writeOnce(1)
      })
      yield* turn.writeOnce(1)
    })
    const [finding] = exploreCell(asked, asked.cells[0]!).findings
    const again = replay(asked, finding!.token)
    assert.deepStrictEqual(again.findings.map(({ key }) => key), [finding!.key])
    assert.deepStrictEqual(again.findings[0]!.trace, finding!.trace)
  })
})
