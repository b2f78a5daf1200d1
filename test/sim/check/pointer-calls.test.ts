/** HIJACKED CALL and NULL CALL: calls through a pointer an attacker made, and through none. */
import { assert, describe, it } from "vitest"
import { call, type FunctionPointer, hijacked, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { findingOf, kindsOf, onlyFinding, told } from "../searching.ts"

const genuine = pointer("genuine", function* body() {})
const evil = hijacked("evil")

/** An attacker overwrites a pointer that main loads and calls. */
const overwriting = (value: FunctionPointer | null) =>
  function* main() {
    const op = yield* variable<FunctionPointer | null>("op", genuine)
    yield* ready("dev")
    yield* task("attacker", function* attack() {
      yield* op.writeOnce(value)
    })
    yield* call(yield* op.readOnce, "dev")
  }

describe("HIJACKED CALL", () => {
  it("is a call through an attacker's pointer, and says who stored it", () => {
    const finding = findingOf("hijacked-call", overwriting(evil))
    assert.deepStrictEqual(told(finding), [{
      tag: "pointer",
      object: "op",
      value: "evil",
      step: "attacker: WRITE_ONCE(op, evil)",
      task: "attacker"
    }])
  })

  it("is none when a genuine pointer is stored", () => {
    assert.deepStrictEqual(kindsOf(overwriting(pointer("another", function* body() {}))), [])
  })

  it("lets the caller go on: the attacker's function gives nothing back", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      yield* call(evil, "dev")
      yield* x.store(1)
    })
    assert.strictEqual(finding.kind, "hijacked-call")
    assert.strictEqual(finding.trace.pending.length, 1)
  })
})

describe("NULL CALL", () => {
  it("is a call through NULL, and says who stored it", () => {
    const finding = onlyFinding(overwriting(null))
    assert.strictEqual(finding.kind, "null-call")
    assert.deepStrictEqual(told(finding), [{
      tag: "pointer",
      object: "op",
      value: "NULL",
      step: "attacker: WRITE_ONCE(op, NULL)",
      task: "attacker"
    }])
  })

  it("brings no other finding: what the dead task held or owned is its consequence", () => {
    const kinds = kindsOf(function* main() {
      const x = yield* variable("x", 0)
      yield* call(null, "dev")
      yield* x.store(1)
    })
    assert.deepStrictEqual(kinds, ["null-call"])
  })

  it("is none for a caller that looks first", () => {
    const kinds = kindsOf(function* main() {
      const op = yield* variable<FunctionPointer | null>("op", genuine)
      yield* ready("dev")
      yield* task("clearing", function* clear() {
        yield* op.writeOnce(null)
      })
      const target = yield* op.readOnce
      if (target !== null) yield* call(target, "dev")
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is not reported again for the task that joins the dead one", () => {
    const kinds = kindsOf(function* main() {
      const caller = yield* task("caller", function* caller() {
        yield* call(null, "dev")
      })
      yield* caller.join
    })
    assert.deepStrictEqual(kinds, ["null-call"])
  })
})
