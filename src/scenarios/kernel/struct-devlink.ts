/**
 * `struct devlink` and `struct devlink_port`, as far as two tasks can meet in them.
 *
 * What never changes after devlink_alloc_ns() (name, index, private data) is a property; what is
 * stored later is a variable of the heap object `mem`. How the instance holds its ops is the
 * design's affair: a pointer to a const table, or a whole struct inside the instance.
 * Source: net/core/devlink.c, include/net/devlink.h, Linux 5.15; v2 3/5 for the embedded struct.
 */
import type { Fields } from "../../sim/memory/record.ts"
import type { Variable } from "../../sim/memory/variable.ts"
import type { Completion } from "../../sim/sync/completion.ts"
import type { Work } from "../../sim/sync/deferred.ts"
import type { Mutex } from "../../sim/sync/mutex.ts"
import type { Refcount } from "../../sim/sync/refcount.ts"
import type { OpsRecord } from "./devlink-ops.ts"
import type { StructDevice } from "./pci-driver.ts"
import type { StructNet } from "./struct-net.ts"

/** Fields of struct devlink that every design has. */
export interface DevlinkFields {
  /** The last reload went down and did not come up again. */
  readonly reload_failed: number
  /** How many ports are on port_list, under devlink->lock. */
  readonly port_list: number
  /** The namespace the instance lives in; NULL stands for init_net. */
  readonly _net: StructNet | null
}

/** The initial words of those fields: kzalloc. */
export const zeroed = { reload_failed: 0, port_list: 0, _net: null as StructNet | null } satisfies DevlinkFields

/** `const struct devlink_ops *ops` (offset 224), and the word beside it that says what is allowed. */
export interface PointerSlot {
  readonly layout: "pointer"
  readonly ops: Variable<OpsRecord | null>
  /** `u8 reload_enabled:1` (static-const), `u64 features` (caps-mask), or whatever says so; some designs have none. */
  readonly allowed?: Variable<number>
  /** `const struct devlink_reload_ops *reload_ops` of second-table. */
  readonly reload_ops?: Variable<OpsRecord | null>
}

/** `struct devlink_ops ops` (offsets 224 to 631): 408 writable bytes in every instance. */
export interface EmbeddedSlot {
  readonly layout: "embedded"
  readonly ops: OpsRecord
}

/** How an instance holds its ops. */
export type OpsSlot = PointerSlot | EmbeddedSlot

/** What a design allocates for one instance. */
export interface DevlinkMemory {
  readonly mem: Fields<{ reload_failed: number; port_list: number; _net: StructNet | null }>
  readonly slot: OpsSlot
}

/** One devlink instance. */
export interface StructDevlink extends DevlinkMemory {
  /** `bus/device`, as the user writes it: `netdevsim/netdevsim1`. Also names the driver instance. */
  readonly name: string
  /** Index in the global xarray. */
  readonly index: number
  /** devlink_priv(): the driver's own data, which lies behind the instance in the same allocation. */
  readonly priv: unknown
  /** devlink->lock */
  readonly lock: Mutex
  readonly refcount: Refcount
  /** Completed by the last devlink_put(), until 6.1. */
  readonly comp?: Completion
  /** Queued after a grace period by the last devlink_put(): frees the instance (6.12). */
  readonly rwork?: Work
  /** devlink->dev, where devlink itself takes its lock (6.8 and later), or somebody asks for it. */
  readonly dev?: StructDevice
}

/** A port of a devlink instance, until something is known of it: kzalloc. */
export const unregistered_port = { devlink: null as StructDevlink | null, attrs: null as string | null }

/**
 * A port of a devlink instance: `devlink` is NULL until devlink_port_register(), and so is `attrs`, of which only the
 * name for udev is left here, until devlink_port_attrs_set().
 */
export type StructDevlinkPort = Fields<typeof unregistered_port>

/** The slot as the pointer designs lay it out. Another layout is a mistake in the layers of a cell. */
export const pointerSlot = (devlink: StructDevlink): PointerSlot => {
  if (devlink.slot.layout !== "pointer") throw new TypeError(`${devlink.name}: this design holds its ops by pointer`)
  return devlink.slot
}

/** The slot as v2 lays it out. Another layout is a mistake in the layers of a cell. */
export const embeddedSlot = (devlink: StructDevlink): EmbeddedSlot => {
  if (devlink.slot.layout !== "embedded") throw new TypeError(`${devlink.name}: this design embeds its ops`)
  return devlink.slot
}
