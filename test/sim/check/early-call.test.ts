/** EARLY CALL: a driver's callback ran without being ordered after the driver's `ready`. */
import { assert, describe, it } from "vitest"
import { call, hijacked, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { agreed, kindsOf, onlyFinding, told } from "../searching.ts"

const flash = pointer("flash_update", function* flash_update() {})

/** The driver becomes ready and then sets the flag; main does as given. */
const probing = (main: (flag: Flag) => Generator<any, any, any>) =>
  function* program() {
    const flag = yield* variable("registered", 0)
    yield* task("probe", function* probe() {
      yield* ready("nsim")
      yield* flag.writeOnce(1)
    })
    yield* main(flag)
  }
interface Flag {
  readonly readOnce: any
  readonly await: (predicate: (value: number) => boolean) => any
}

describe("EARLY CALL", () => {
  it("is a call that nothing orders after ready", () => {
    const finding = onlyFinding(probing(() => call(flash, "nsim")))
    assert.strictEqual(finding.kind, "early-call")
    assert.deepStrictEqual(told(finding), [{
      tag: "not-ready",
      instance: "nsim",
      callback: "flash_update",
      call: "main: flash_update()",
      ready: "probe: nsim is ready"
    }])
  })

  it("is judged by trace order, not by the order that was run: the one trace of two tasks has it", () => {
    const calling = (creator: "probe first" | "caller first") =>
      agreed(function* main() {
        const probe = function*() {
          yield* ready("nsim")
        }
        const caller = function*() {
          yield* call(flash, "nsim")
        }
        const [first, second] = creator === "probe first" ? [probe, caller] : [caller, probe]
        yield* task("first", first)
        yield* task("second", second)
      })
    for (const order of ["probe first", "caller first"] as const) {
      const { stats, verdict } = calling(order)
      assert.deepStrictEqual([stats.traces, verdict], [1, "early-call"])
    }
  })

  it("is none when the caller has seen the flag that was set after ready, with or without acquire", () => {
    const awaiting = probing(function* main(flag) {
      yield* flag.await((value) => value === 1)
      yield* call(flash, "nsim")
    })
    const testing = probing(function* main(flag) {
      if ((yield* flag.readOnce) === 1) yield* call(flash, "nsim")
    })
    assert.deepStrictEqual([kindsOf(awaiting), kindsOf(testing)], [[], []])
  })

  it("is found when the flag is read and not looked at", () => {
    const finding = onlyFinding(probing(function* main(flag) {
      yield* flag.readOnce
      yield* call(flash, "nsim")
    }))
    assert.strictEqual(finding.kind, "early-call")
  })

  it("is not cured by another instance's ready", () => {
    const finding = onlyFinding(probing(function* main(flag) {
      yield* flag.await((value) => value === 1)
      yield* call(flash, "another")
    }))
    assert.strictEqual(finding.kind, "early-call")
  })

  it("is none of the driver's own call, before its ready", () => {
    const kinds = kindsOf(function* main() {
      yield* call(flash, "nsim")
      yield* ready("nsim")
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is none when ready comes before the caller exists, or before a join", () => {
    const kinds = kindsOf(function* main() {
      const probe = yield* task("probe", function* probe() {
        yield* ready("nsim")
      })
      yield* probe.join
      yield* task("caller", function* caller() {
        yield* call(flash, "nsim")
      })
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("leaves calls of NULL and of an attacker's pointer to their own checkers", () => {
    const kinds = (target: typeof flash | null) =>
      kindsOf(function* main() {
        yield* call(target, "nsim")
      })
    assert.deepStrictEqual([kinds(null), kinds(hijacked("gadget") as any)], [["null-call"], ["hijacked-call"]])
  })
})
