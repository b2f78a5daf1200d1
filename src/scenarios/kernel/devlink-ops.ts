/**
 * `struct devlink_ops` as data: its 51 members in struct order, with byte offsets and kinds.
 *
 * 408 bytes: 3 scalars (the static capabilities Kicinski's mail calls "first 3 members") and 48
 * function pointers. The order matters twice: struct order decides what a cache line or a linear
 * overflow takes with it, alphabetical order is the order of stores of devlink_set_ops() (v2 3/5).
 * Source: include/net/devlink.h, Linux 5.15.16; offsets compiled for x86_64.
 */
import type * as Effect from "effect/Effect"
import type { FunctionPointer } from "../../sim/memory/pointer.ts"
import type { Fields } from "../../sim/memory/record.ts"

/** How a member is declared in C: `u32`, `unsigned long`, or a function pointer. */
export type MemberKind = "u32" | "ulong" | "pointer"

/** The three scalars at the head: what a driver can say about how an operation works, without code. */
export const scalars = [
  ["supported_flash_update_params", 0, "u32"],
  ["reload_actions", 8, "ulong"],
  ["reload_limits", 16, "ulong"]
] as const

/** The 48 function pointers. */
export const callbacks = [
  ["reload_down", 24],
  ["reload_up", 32],
  ["port_type_set", 40],
  ["port_split", 48],
  ["port_unsplit", 56],
  ["sb_pool_get", 64],
  ["sb_pool_set", 72],
  ["sb_port_pool_get", 80],
  ["sb_port_pool_set", 88],
  ["sb_tc_pool_bind_get", 96],
  ["sb_tc_pool_bind_set", 104],
  ["sb_occ_snapshot", 112],
  ["sb_occ_max_clear", 120],
  ["sb_occ_port_pool_get", 128],
  ["sb_occ_tc_port_bind_get", 136],
  ["eswitch_mode_get", 144],
  ["eswitch_mode_set", 152],
  ["eswitch_inline_mode_get", 160],
  ["eswitch_inline_mode_set", 168],
  ["eswitch_encap_mode_get", 176],
  ["eswitch_encap_mode_set", 184],
  ["info_get", 192],
  ["flash_update", 200],
  ["trap_init", 208],
  ["trap_fini", 216],
  ["trap_action_set", 224],
  ["trap_group_init", 232],
  ["trap_group_set", 240],
  ["trap_group_action_set", 248],
  ["trap_drop_counter_get", 256],
  ["trap_policer_init", 264],
  ["trap_policer_fini", 272],
  ["trap_policer_set", 280],
  ["trap_policer_counter_get", 288],
  ["port_function_hw_addr_get", 296],
  ["port_function_hw_addr_set", 304],
  ["port_new", 312],
  ["port_del", 320],
  ["port_fn_state_get", 328],
  ["port_fn_state_set", 336],
  ["rate_leaf_tx_share_set", 344],
  ["rate_leaf_tx_max_set", 352],
  ["rate_node_tx_share_set", 360],
  ["rate_node_tx_max_set", 368],
  ["rate_node_new", 376],
  ["rate_node_del", 384],
  ["rate_leaf_parent_set", 392],
  ["rate_node_parent_set", 400]
] as const

/** Name of a scalar member. */
export type ScalarName = (typeof scalars)[number][0]
/** Name of a function pointer member. */
export type CallbackName = (typeof callbacks)[number][0]
/** Name of any of the 51 members. */
export type MemberName = ScalarName | CallbackName

/** One member of the struct. */
export interface Member {
  readonly name: MemberName
  /** Bytes from the start of the struct. */
  readonly offset: number
  readonly kind: MemberKind
}

/** All 51 members in struct order. */
export const members: ReadonlyArray<Member> = [
  ...scalars.map(([name, offset, kind]) => ({ name, offset, kind })),
  ...callbacks.map(([name, offset]) => ({ name, offset, kind: "pointer" as const }))
]

/** All 51 members in the order in which devlink_set_ops() of v2 3/5 stores them: by name. */
export const alphabetical: ReadonlyArray<Member> = members.toSorted((a, b) => a.name < b.name ? -1 : 1)

/** sizeof(struct devlink_ops) in bytes. */
export const size = 408

/** DEVLINK_RELOAD_ACTION_DRIVER_REINIT, a bit number of `reload_actions`. */
export const DEVLINK_RELOAD_ACTION_DRIVER_REINIT = 1
/** DEVLINK_RELOAD_ACTION_FW_ACTIVATE, a bit number of `reload_actions`. */
export const DEVLINK_RELOAD_ACTION_FW_ACTIVATE = 2
/** DEVLINK_RELOAD_LIMIT_NO_RESET, a bit number of `reload_limits`. */
export const DEVLINK_RELOAD_LIMIT_NO_RESET = 1
/** DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT, a mask of `supported_flash_update_params`. */
export const DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT = 1
/** DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK, a mask of `supported_flash_update_params`. */
export const DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK = 2

/** BIT(nr) of the kernel. */
export const BIT = (nr: number): number => 2 ** nr

/** The words of one `struct devlink_ops` in memory. */
export type OpsFields = { [S in ScalarName]: number } & { [C in CallbackName]: FunctionPointer | null }

/** A `struct devlink_ops` in simulated memory, one variable a member. */
export type OpsRecord = Fields<OpsFields>

/**
 * A `struct devlink_ops` as its readers see it: how a member is loaded, in one step or in several, is the design's
 * affair. A reader delegates to `load`, so that the steps stand inside its own calls.
 */
export type OpsView = { readonly [M in MemberName]: { readonly load: Loaded<OpsFields[M]> } }

/** What `yield*` makes a value of. */
export interface Loaded<A> {
  readonly [Symbol.iterator]: () => Iterator<Effect.Effect<any>, A, any>
}

/** A C initialiser of a `struct devlink_ops`: members that are not named are zero. */
export type OpsInit = Partial<Readonly<OpsFields>>

/** A driver's `static const struct devlink_ops`, with its C name. */
export interface OpsTable {
  readonly name: string
  readonly init: OpsInit
}

/** The initial words of a struct: what the initialiser names, zero and NULL elsewhere, in struct order. */
export const words = (init: OpsInit): OpsFields =>
  Object.fromEntries(
    members.map(({ kind, name }) => [name, init[name] ?? (kind === "pointer" ? null : 0)])
  ) as unknown as OpsFields
