/** devlink_set_ops() of v2 3/5: merge-if-unset, in alphabetical order. */
import { assert, describe, it } from "vitest"
import { runOnce } from "../../../docs/run-once.ts"
import { devlink_set_ops } from "../../../src/scenarios/designs/copied-struct.ts"
import { mlx5 } from "../../../src/scenarios/drivers/mlx5.ts"
import { split } from "../../../src/scenarios/drivers/ops-split.ts"
import { alphabetical, members, type OpsInit, type OpsTable } from "../../../src/scenarios/kernel/devlink-ops.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { pointer } from "../../../src/sim/memory/pointer.ts"

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
