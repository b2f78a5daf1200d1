/** The struct as data: what the C compiler says of struct devlink_ops at 5.15. */
import { assert, describe, it } from "vitest"
import {
  alphabetical,
  callbacks,
  type MemberName,
  members,
  scalars,
  size,
  words
} from "../../../src/scenarios/kernel/devlink-ops.ts"

const offsetOf = (name: MemberName) => members.find((member) => member.name === name)?.offset
/** Counted from 1. */
const storeOf = (name: MemberName) => alphabetical.findIndex((member) => member.name === name) + 1

describe("struct devlink_ops", () => {
  it("has 51 members: 3 scalars at the head and 48 function pointers", () => {
    assert.strictEqual(members.length, 51)
    assert.strictEqual(scalars.length, 3)
    assert.strictEqual(callbacks.length, 48)
    assert.deepStrictEqual(members.slice(0, 3).map(({ kind }) => kind), ["u32", "ulong", "ulong"])
    assert.isTrue(members.slice(3).every(({ kind }) => kind === "pointer"))
  })

  it("lays them out in 408 bytes, eight bytes each, without a gap", () => {
    assert.deepStrictEqual(members.map(({ offset }) => offset), members.map((_, i) => 8 * i))
    assert.strictEqual(size, 8 * members.length)
  })

  it("names no member twice", () => {
    assert.strictEqual(new Set(members.map(({ name }) => name)).size, 51)
  })

  it("has the offsets of the compiled header", () => {
    const known: Partial<Record<MemberName, number>> = {
      supported_flash_update_params: 0,
      reload_actions: 8,
      reload_limits: 16,
      reload_down: 24,
      reload_up: 32,
      eswitch_mode_get: 144,
      info_get: 192,
      flash_update: 200,
      trap_init: 208,
      trap_policer_counter_get: 288,
      port_new: 312,
      rate_node_parent_set: 400
    }
    for (const [name, offset] of Object.entries(known)) assert.strictEqual(offsetOf(name as MemberName), offset, name)
  })

  it("is stored by devlink_set_ops() in alphabetical order, not in struct order", () => {
    const known: Partial<Record<MemberName, number>> = {
      flash_update: 7,
      info_get: 8,
      reload_actions: 26,
      reload_down: 27,
      reload_limits: 28,
      reload_up: 29,
      supported_flash_update_params: 40,
      trap_init: 47,
      trap_policer_set: 51
    }
    for (const [name, nth] of Object.entries(known)) assert.strictEqual(storeOf(name as MemberName), nth, name)
    assert.notDeepEqual(alphabetical, members)
  })

  it("starts as what its initialiser names, zero and NULL elsewhere, in struct order", () => {
    const ops = words({ reload_actions: 2 })
    assert.deepStrictEqual(Object.keys(ops), members.map(({ name }) => name))
    assert.strictEqual(ops.reload_actions, 2)
    assert.strictEqual(ops.reload_limits, 0)
    assert.strictEqual(ops.flash_update, null)
  })
})
