/** Happens-before through variables, told by the data races that remain. Locks and others: sync/edges.test.ts. */
import { assert, describe, it } from "vitest"
import { type Variable, variable } from "../../src/sim/memory/variable.ts"
import { task } from "../../src/sim/task.ts"
import { kindsOf } from "./searching.ts"

type Word = Variable<number>

/** Passes a message: data is stored before `send`, and loaded after `receive`, if that says it came. */
const passing = (
  send: (flag: Word) => Generator<any, any, any>,
  receive: (flag: Word) => Generator<any, boolean, any>
) =>
  kindsOf(function* main() {
    const data = yield* variable("data", 0)
    const flag = yield* variable("flag", 0)
    yield* task("sender", function* sender() {
      yield* data.store(1)
      yield* send(flag)
    })
    if (yield* receive(flag)) yield* data.load
  })

const senders = {
  "storeRelease": function*(flag) {
    yield* flag.storeRelease(1)
  },
  "writeOnce": function*(flag) {
    yield* flag.writeOnce(1)
  },
  "xchg": function*(flag) {
    yield* flag.xchg(1)
  },
  "setBit": function*(flag) {
    yield* flag.setBit(0)
  },
  "testAndSetBit": function*(flag) {
    yield* flag.testAndSetBit(0)
  },
  "cmpxchg": function*(flag) {
    yield* flag.cmpxchg(0, 1)
  },
  "release, then an RMW": function*(flag) {
    yield* flag.storeRelease(2)
    yield* flag.fetchAdd(-1)
  },
  "release, then an unordered RMW": function*(flag) {
    yield* flag.storeRelease(2)
    yield* flag.setBit(0)
  },
  "release, then WRITE_ONCE": function*(flag) {
    yield* flag.storeRelease(2)
    yield* flag.writeOnce(1)
  },
  "release, then a failed cmpxchg": function*(flag) {
    yield* flag.storeRelease(1)
    yield* flag.cmpxchg(7, 8)
  }
} satisfies Record<string, (flag: Word) => Generator<any, void, any>>

const receivers = {
  "loadAcquire": function*(flag) {
    return ((yield* flag.loadAcquire) & 1) === 1
  },
  "readOnce": function*(flag) {
    return ((yield* flag.readOnce) & 1) === 1
  },
  "await": function*(flag) {
    return (yield* flag.await((value) => (value & 1) === 1)) !== 0
  },
  "xchg": function*(flag) {
    return ((yield* flag.xchg(0)) & 1) === 1
  },
  "testBit": function*(flag) {
    return yield* flag.testBit(0)
  },
  "failed cmpxchg": function*(flag) {
    return ((yield* flag.cmpxchg(9, 9)) & 1) === 1
  },
  "failed testAndSetBit": function*(flag) {
    return yield* flag.testAndSetBit(0)
  }
} satisfies Record<string, (flag: Word) => Generator<any, boolean, any>>

/** The ways to send that release, and to receive that acquire. */
const releasing = new Set<string>([
  "storeRelease",
  "xchg",
  "testAndSetBit",
  "cmpxchg",
  "release, then an RMW",
  "release, then an unordered RMW",
  "release, then a failed cmpxchg"
])
const acquiring = new Set<string>(["loadAcquire", "await", "xchg"])

describe("happens-before through a variable", () => {
  for (const [how, send] of Object.entries(senders)) {
    it(`${releasing.has(how) ? "comes" : "does not come"} from ${how}, for a receiver that acquires`, () => {
      for (const [by, receive] of Object.entries(receivers)) {
        const expected = releasing.has(how) && acquiring.has(by) ? [] : ["data-race"]
        assert.deepStrictEqual(passing(send, receive), expected, `${how} to ${by}`)
      }
    })
  }

  it("is not made by a release that the acquire has not seen", () => {
    const kinds = kindsOf(function* main() {
      const data = yield* variable("data", 0)
      const flag = yield* variable("flag", 0)
      yield* task("sender", function* sender() {
        yield* data.store(1)
        yield* flag.storeRelease(1)
      })
      yield* flag.loadAcquire
      yield* data.load
    })
    assert.deepStrictEqual(kinds, ["data-race"])
  })
})
