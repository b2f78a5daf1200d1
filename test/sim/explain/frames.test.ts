/** Source lines: the modelled call stack of a step, and nothing of the machine's own. */
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { framesOf } from "../../../src/sim/explain/frames.ts"
import { call, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { type Fields, record, update } from "../../../src/sim/memory/record.ts"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import type { Finding, TraceStep } from "../../../src/sim/result.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

/** The line of this file that the caller stands on. */
const here = (): number => {
  const line = /frames\.test\.ts:(\d+):\d+/.exec(new Error("here").stack!.split("\n")[2]!)
  return Number(line![1])
}

function* store_value(x: Variable<number>) {
  yield* x.store(1)
}

function* set_value(x: Variable<number>) {
  yield* store_value(x)
}

/** The one execution of a program that races with main's load. */
const racing = (write: (x: Variable<number>) => Generator<any, any, any>): Finding => {
  const { findings } = explored(function* main() {
    const x = yield* variable("x", 0)
    yield* ready("dev")
    yield* task("writer", function* writer_body() {
      yield* write(x)
    })
    yield* x.load
  })
  return findings.find(({ kind }) => kind === "data-race")!
}

const stepOf = ({ trace }: Finding, name: string): TraceStep =>
  trace.steps.find(({ op, task: by }) => trace.tasks[by]!.name === name && (op === "store" || op === "load"))!

const functions = (step: TraceStep) => step.frames.map(({ fn }) => fn)

describe("the frames of a step", () => {
  it("are the modelled functions, innermost first, up to the task's body", () => {
    assert.deepStrictEqual(functions(stepOf(racing(set_value), "writer")), ["store_value", "set_value", "writer_body"])
  })

  it("are all of them where calls are deeper than is looked at first, the second time as the first", () => {
    function* nested(x: Variable<number>, depth: number): Generator<any, any, any> {
      if (depth > 1) yield* nested(x, depth - 1)
      else yield* x.store(1)
    }
    const calls = 22
    for (let round = 0; round < 2; round++) {
      const found = functions(stepOf(racing((x) => nested(x, calls)), "writer"))
      assert.deepStrictEqual(found, [...Array.from({ length: calls }, () => "nested"), "writer_body"])
    }
  })

  it("have the file, line and column of the step itself", () => {
    const line = here() + 2
    const finding = racing(function* write_here(x) {
      yield* x.store(2)
    })
    const [frame] = stepOf(finding, "writer").frames
    assert.strictEqual(frame!.line, line)
    assert.match(frame!.file, /test\/sim\/explain\/frames\.test\.ts$/)
    assert.isAbove(frame!.column, 1)
  })

  it("name the finding: by functions, not by tasks", () => {
    assert.strictEqual(racing(set_value).title, "data-race in main / store_value")
  })

  it("go through the helpers that delegate: update and call", () => {
    const viaCall = racing(function* caller(x) {
      yield* call(pointer("ops.set", set_value), "dev", x)
    })
    assert.deepStrictEqual(functions(stepOf(viaCall, "writer")), [
      "store_value",
      "set_value",
      "caller",
      "writer_body"
    ])
    const { findings } = explored(function* main() {
      const fw = yield* record("fw", { major: 0, minor: 0 })
      yield* task("writer", function* writer_body() {
        yield* set_version(fw)
      })
      yield* fw.minor.readOnce
    })
    const [first] = findings[0]!.trace.steps
    assert.deepStrictEqual(functions(first!), ["", "set_version", "writer_body"])
  })

  it("go through Effect.gen as far as the stack tells, and leave Effect out", () => {
    const finding = racing(function* outer(x) {
      yield* Effect.gen(function* inner() {
        yield* x.store(1)
      })
    })
    const { frames } = stepOf(finding, "writer")
    assert.strictEqual(frames[0]!.fn, "inner")
    for (const { file } of frames) assert.notMatch(file, /node_modules|src\/sim|node:/)
  })

  it("are known of steps that wait for ever", () => {
    const { findings: [finding] } = explored(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* (function* relock() {
        yield* lock.lock
      })()
    })
    assert.deepStrictEqual(finding!.trace.blocked[0]!.frames.map(({ fn }) => fn), ["relock", "main"])
  })

  it("of every step and note of a finding lie in the scenario's own file", () => {
    for (const { frames, text } of racing(set_value).trace.steps) {
      assert.isNotEmpty(frames, text)
      for (const { file } of frames) assert.match(file, /frames\.test\.ts$/)
    }
  })
})

function* set_version(fw: Fields<{ major: number; minor: number }>) {
  yield* update(fw, function*() {
    yield* fw.major.writeOnce(1)
    yield* fw.minor.writeOnce(1)
  })
}

describe("reading a stack", () => {
  const iterator = `    at Step.[Symbol.iterator] (${new URL("../../../src/sim/step.ts", import.meta.url).href}:79:5)`

  it("gives nothing for none", () => {
    assert.deepStrictEqual(framesOf(undefined), [])
    assert.deepStrictEqual(framesOf("Error: step"), [])
  })

  it("takes names without their decorations, and stops at Effect and Node", () => {
    const stack = [
      "Error: step",
      iterator,
      "    at devlink_register [as body] (file:///home/me/devlink.ts:12:3)",
      "    at Object.probe (/home/me/driver.ts:7:10)",
      "    at file:///home/me/main.ts:3:1",
      "    at process.processTicks (node:internal/process/task_queues:105:5)",
      "    at late (file:///home/me/late.ts:1:1)"
    ].join("\n")
    assert.deepStrictEqual(framesOf(stack), [
      { fn: "devlink_register", file: "file:///home/me/devlink.ts", line: 12, column: 3 },
      { fn: "probe", file: "/home/me/driver.ts", line: 7, column: 10 },
      { fn: "", file: "file:///home/me/main.ts", line: 3, column: 1 }
    ])
  })
})
