/** devlink_set_ops() of v2 3/5: merge-if-unset, in alphabetical order; and what the other designs do in its place. */
import { assert, describe, it } from "vitest"
import { runOnce, withLocks } from "../../../docs/run-once.ts"
import { devlink_set_ops } from "../../../src/scenarios/designs/copied-struct.ts"
import { ethtool_i } from "../../../src/scenarios/devlink/users.ts"
import { mlx5 } from "../../../src/scenarios/drivers/mlx5.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { split } from "../../../src/scenarios/drivers/ops-split.ts"
import { probe } from "../../../src/scenarios/drivers/probe.ts"
import { alphabetical, members, type OpsInit, type OpsTable } from "../../../src/scenarios/kernel/devlink-ops.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { OpsDesign } from "../../../src/scenarios/kernel/ops-design.ts"
import { type DesignName, designs } from "../../../src/scenarios/matrix.ts"
import { perExecution } from "../../../src/sim/choice.ts"
import { pointer } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"

const callback = (name: string) => pointer(name, function*() {})
const full = (prefix: string, scalar: number): OpsTable => ({
  name: prefix,
  init: Object.fromEntries(
    members.map(({ kind, name }) => [name, kind === "pointer" ? callback(`${prefix}_${name}`) : scalar])
  ) as OpsInit
})

/** The stores into the copied struct while the body runs, as [member, value]. */
const storesOf = (tables: ReadonlyArray<OpsTable>) =>
  runOnce("copied-struct", function* main() {
    const { devlink_alloc_ns } = yield* Devlink
    const devlink = yield* devlink_alloc_ns(tables[0], "test/test0", undefined)
    for (const table of tables.slice(1)) yield* devlink_set_ops(devlink, table)
  }).filter(({ object, op }) => op === "store" && object.startsWith("devlink.ops."))
    .map(({ argument, object }) => [object.slice("devlink.ops.".length), argument] as const)

describe("devlink_set_ops", () => {
  it("stores all 51 members of a full table in alphabetical order", () => {
    assert.deepStrictEqual(storesOf([full("a", 1)]).map(([name]) => name), alphabetical.map(({ name }) => name))
  })

  it("never overwrites: of two full tables the first wins, and scalars are not joined", () => {
    const stores = storesOf([full("a", 1), full("b", 2)])
    assert.strictEqual(stores.length, 51)
    assert.isTrue(stores.every(([, value]) => value === 1 || (value as { name: string }).name.startsWith("a_")))
  })

  it("does not touch what the source lacks", () => {
    assert.deepStrictEqual(storesOf([{ name: "none", init: { reload_limits: 0 } }]), [])
  })

  it("makes four stores for mlx5: actions, down, limits, up", () => {
    const { early, late } = split(mlx5.table, mlx5.late!, "mlx5_devlink_reload")
    const stores = storesOf([early, late]).slice(-4)
    assert.deepStrictEqual(stores.map(([name]) => name), [
      "reload_actions",
      "reload_down",
      "reload_limits",
      "reload_up"
    ])
    assert.strictEqual(stores[0][1], 0x6)
    assert.strictEqual(stores[2][1], 0x2)
  })

  it("loads each member before it stores it, and holds no lock", () => {
    const steps = runOnce("copied-struct", function* main() {
      const { devlink_alloc_ns } = yield* Devlink
      yield* devlink_alloc_ns(full("a", 1), "test/test0", undefined)
    })
    const accesses = steps.filter(({ object }) => object.startsWith("devlink.ops."))
    assert.deepStrictEqual(
      accesses.map(({ object, op }) => `${op} ${object}`),
      alphabetical.flatMap(({ name }) => [`load devlink.ops.${name}`, `store devlink.ops.${name}`])
    )
    assert.isFalse(steps.some(({ op }) => op.startsWith("mutex")))
  })
})

const none: OpsTable = { name: "none", init: {} }

const word = perExecution("here", function*() {
  return yield* variable("here", 0)
})

/** The steps of a driver that hands a table over late, from there on. */
const lateSteps = (design: DesignName, early: OpsTable, late: OpsTable, features = 0) => {
  const steps = runOnce(design, function* main() {
    const of_design = yield* OpsDesign
    const { devlink_alloc_ns } = yield* Devlink
    const devlink = yield* devlink_alloc_ns(of_design.table_at_alloc({ early, late }), "test/test0", undefined)
    yield* (yield* word).store(1)
    yield* of_design.set_late(devlink, late, features)
  })
  return withLocks(steps.slice(steps.findIndex(({ object }) => object === "here") + 1))
}

describe("a driver that has nothing to hand over late", () => {
  it.each(Object.keys(designs) as Array<DesignName>)("does nothing with %s", (design) => {
    assert.deepStrictEqual(lateSteps(design, full("a", 1), none), [])
  })
})

describe("devlink_set_ops() with devlink->lock", () => {
  it("holds it at each load and store of the copy", () => {
    const accesses = lateSteps("copied-struct-locked", none, full("b", 1)).filter(({ object }) =>
      object.startsWith("devlink.ops.")
    )
    assert.strictEqual(accesses.length, 2 * members.length)
    assert.isTrue(accesses.every(({ locks }) => locks.join() === "devlink->lock"))
  })
})

describe("devlink_set_ops() with release and acquire", () => {
  const stores = (early: OpsTable) =>
    lateSteps("copied-struct-release", early, full("b", 1)).filter(({ op }) => op === "smp_store_release").length

  it("stores what the copy has not, and overwrites nothing", () => {
    assert.deepStrictEqual([stores(none), stores(full("a", 1))], [members.length, 0])
  })
})

describe("a bit of fine-grained-caps", () => {
  const permitted = (design: DesignName, off: Parameters<OpsDesign["Service"]["set_caps"]>[1]) => {
    const answers: Record<string, boolean> = {}
    runOnce(design, function* main() {
      const of_design = yield* OpsDesign
      const { devlink_alloc_ns } = yield* Devlink
      const table = of_design.table_at_alloc({ early: full("a", 1), late: none })
      const devlink = yield* devlink_alloc_ns(table, "test/test0", undefined)
      yield* of_design.set_caps(devlink, off, false)
      for (const name of ["info_get", "flash_update", "trap_init"] as const) {
        answers[name] = yield* of_design.permitted(devlink, name)
      }
    })
    return answers
  }

  it.each(["fine-grained-caps", "fine-grained-caps-plain"] as const)("of %s masks its operation alone", (design) => {
    assert.deepStrictEqual(permitted(design, ["info_get"]), { info_get: false, flash_update: true, trap_init: true })
    assert.deepStrictEqual(permitted(design, ["info_get", "flash_update"]), {
      info_get: false,
      flash_update: false,
      trap_init: true
    })
  })

  it("is asked by ethtool -i", () => {
    const steps = runOnce("fine-grained-caps", function* main() {
      const { set_caps } = yield* OpsDesign
      yield* set_caps((yield* probe(netdevsim))!, ["info_get"], false)
      yield* task("user", () => ethtool_i(netdevsim))
    })
    assert.isFalse(steps.some(({ object, task: who }) => who === "user" && object === "devlink->lock"))
  })
})
