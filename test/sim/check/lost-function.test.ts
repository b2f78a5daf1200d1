/** LOST FUNCTION: a capability the device has is refused to a caller that comes after `ready`. */
import { assert, describe, it } from "vitest"
import { capability, ready, refused } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, onlyFinding, told } from "../searching.ts"

interface Case {
  readonly has?: string
  readonly asks?: string
  readonly waits?: boolean
}

/** A device with a capability becomes ready; main is refused one. */
const refusing = ({ asks = "reload", has = "reload", waits = true }: Case) =>
  function* main() {
    const up = yield* variable("up", 0)
    yield* task("probe", function* probe() {
      yield* capability("nsim", has)
      yield* ready("nsim")
      yield* up.writeOnce(1)
    })
    if (waits) yield* up.await((value) => value === 1)
    else yield* up.readOnce
    yield* refused("nsim", asks)
  }

describe("LOST FUNCTION", () => {
  it("is a refusal after ready of what the device can do", () => {
    const finding = onlyFinding(refusing({}))
    assert.strictEqual(finding.kind, "lost-function")
    assert.deepStrictEqual(told(finding), [{
      tag: "refused",
      instance: "nsim",
      name: "reload",
      step: "main: reload of nsim is refused",
      ready: "probe: nsim is ready"
    }])
  })

  it("is none of what the device cannot do", () => {
    assert.deepStrictEqual(kindsOf(refusing({ asks: "flash" })), [])
  })

  it("is found where some order puts the refusal after ready, and none where none does", () => {
    const early = function* main() {
      yield* task("probe", function* probe() {
        yield* capability("nsim", "reload")
        yield* ready("nsim")
      })
      yield* refused("nsim", "reload")
    }
    assert.deepStrictEqual([kindsOf(refusing({ waits: false })), kindsOf(early)], [["lost-function"], []])
  })
})
