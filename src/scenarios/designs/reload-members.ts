/**
 * The four members that versions 1 and 3 of the series take out of a driver's table, because only reload is settable.
 */
import type { MemberName, OpsTable } from "../kernel/devlink-ops.ts"
import { type DriverOps, whole } from "../kernel/ops-design.ts"

/** What devlink_set_ops() of v1 stores, and what `struct devlink_reload_ops` of v3 holds. */
export const reload_members = ["reload_actions", "reload_limits", "reload_down", "reload_up"] as const
/** One of the four. */
export type ReloadMember = (typeof reload_members)[number]

/** Of a table, the reload members or all others. */
const pick = ({ init, name }: OpsTable, reload: boolean): OpsTable => ({
  name,
  init: Object.fromEntries(
    Object.entries(init).filter(([member]) => reload_members.includes(member as ReloadMember) === reload)
  )
})

/** Is this member one of the four? */
export const isReloadMember = (name: MemberName): name is ReloadMember => reload_members.some((own) => own === name)

/** What a driver of these designs hands to devlink_alloc_ns(): all but what it learns late about reload. */
export const all_but_late_reload = (ops: DriverOps): OpsTable => whole({ ...ops, late: pick(ops.late, false) })

/** What it hands over later. */
export const late_reload = (late: OpsTable): OpsTable => pick(late, true)
