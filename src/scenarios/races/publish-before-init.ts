/**
 * Publish before init: a pointer to a structure is stored before the structure is filled in.
 */
import { assert } from "../../sim/choice.ts"
import { alloc, keep } from "../../sim/memory/heap.ts"
import { type Fields, reading, update } from "../../sim/memory/record.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"

type Config = Fields<{ mtu: number; queues: number }>

export default scenario("races/publish-before-init", {
  question: `A driver makes a configuration of two words and publishes a pointer to it; a reader that finds the
pointer reads both words. What is the smallest thing that keeps a half-made configuration from being
read? The devlink dispute is this question at the size of 51 words.`,
  cells: [
    {
      design: "publish-first",
      declared: ["torn-read", "window-read", "data-race", "assertion"],
      why: "the reader finds the pointer while the words are being written: new mtu, old queues"
    },
    {
      design: "init-first",
      declared: "data-race",
      why: "the order is right in the program, but a plain store of the pointer orders nothing"
    },
    {
      design: "rcu-assign-pointer",
      declared: "verified",
      why: "the release store puts every word before the pointer, the acquire load after it"
    }
  ]
}, function* publish_before_init({ design }) {
  const current = yield* variable<Config | null>("current", null)
  const release = design === "rcu-assign-pointer"

  yield* task("driver", function* driver() {
    const config = yield* alloc("config", { mtu: 0, queues: 0 })
    yield* keep(config)
    if (design === "publish-first") yield* current.writeOnce(config)
    yield* update(config, function* fill_in() {
      yield* config.mtu.store(1500)
      yield* config.queues.store(8)
    })
    if (release) yield* current.storeRelease(config)
    else if (design === "init-first") yield* current.store(config)
  })
  yield* task("reader", function* reader() {
    const config = release ? yield* current.loadAcquire : yield* current.readOnce
    if (config === null) return
    yield* reading(config, function* read_config() {
      const mtu = yield* config.mtu.load
      const queues = yield* config.queues.load
      yield* assert(mtu === 1500 && queues === 8, "a published configuration is whole")
    })
  })
})
