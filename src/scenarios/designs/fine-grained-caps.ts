/**
 * Design `fine-grained-caps`: const ops, and one bit for each operation that says whether it is valid on this device.
 *
 * "You can change the caps at run time, that's perfectly reasonable. You'll also be able to define more fine grained
 * caps going forward as needed" (Kicinski, 5 October 2021). Never posted as code; this is what the mail asks for: every
 * NULL check of a callback also asks its bit. In two ways: set_bit() and test_bit(), or plain `caps |= bits`.
 */
import * as Layer from "effect/Layer"
import { alloc } from "../../sim/memory/heap.ts"
import type { CallbackName, OpsRecord, OpsTable } from "../kernel/devlink-ops.ts"
import { OpsDesign, type OpsDesignShape, whole } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"

/** The operations that have a bit here, by bit number. Callbacks without one are permitted where they exist. */
const operations: ReadonlyArray<CallbackName> = ["reload_down", "flash_update", "info_get", "eswitch_mode_set"]

/** struct devlink: the pointer and `unsigned long caps`. */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null, caps: 0 })
  return { mem, slot: { layout: "pointer", ops: mem.ops, allowed: mem.caps } as const }
}

const caps = (devlink: StructDevlink) => pointerSlot(devlink).allowed!

/** The whole table, with the operations of which the driver knows at devlink_alloc() that they are valid. */
interface KnownTable extends OpsTable {
  readonly known: ReadonlyArray<CallbackName>
}

const valid = (table: OpsTable): ReadonlyArray<CallbackName> =>
  operations.filter((name) => table.init[name] !== undefined)

/** How the word of bits is changed and read. */
interface Bits {
  readonly change: (devlink: StructDevlink, bits: ReadonlyArray<number>, on: boolean) => Generator<any, void, any>
  readonly test: (devlink: StructDevlink, bit: number) => Generator<any, boolean, any>
}

/** set_bit(), clear_bit(), test_bit(). */
const atomic: Bits = {
  *change(devlink, bits, on) {
    for (const bit of bits) yield* on ? caps(devlink).setBit(bit) : caps(devlink).clearBit(bit)
  },
  *test(devlink, bit) {
    return yield* caps(devlink).testBit(bit)
  }
}

/** `devlink->caps |= bits`, `devlink->caps & BIT(n)`. */
const plain: Bits = {
  *change(devlink, bits, on) {
    const mask = bits.reduce((all, bit) => all | (1 << bit), 0)
    const old = yield* caps(devlink).load
    yield* caps(devlink).store(on ? old | mask : old & ~mask)
  },
  *test(devlink, bit) {
    return ((yield* caps(devlink).load) & (1 << bit)) !== 0
  }
}

const capable = ({ change, test }: Bits): OpsDesignShape => {
  const set = function*(devlink: StructDevlink, names: ReadonlyArray<CallbackName>, on: boolean) {
    const bits = names.map((name) => operations.indexOf(name)).filter((bit) => bit >= 0)
    if (bits.length > 0) yield* change(devlink, bits, on)
  }
  return {
    ...constTable,
    kzalloc_devlink,
    table_at_alloc: (ops): KnownTable => ({ ...whole(ops), known: valid(ops.early) }),
    *init_ops(devlink, table) {
      yield* constTable.init_ops(devlink, table)
      yield* set(devlink, (table as KnownTable).known, true)
    },
    set_late: (devlink, late) => set(devlink, valid(late), true),
    set_caps: set,
    *permitted(devlink, operation) {
      const bit = operations.indexOf(operation)
      return bit < 0 || (yield* test(devlink, bit))
    },
    *reload_supported(devlink) {
      return yield* test(devlink, operations.indexOf("reload_down"))
    }
  }
}

/** Atomic bits. */
export const layer = Layer.succeed(OpsDesign, capable(atomic))

/** A plain word, as `u64 features` of v4 is. */
export const plainWord = Layer.succeed(OpsDesign, capable(plain))
