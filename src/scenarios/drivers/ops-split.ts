/**
 * A driver's operations, split into what it knows at devlink_alloc() and what it learns later.
 */
import type { MemberName, OpsInit, OpsTable } from "../kernel/devlink-ops.ts"
import type { DriverOps } from "../kernel/ops-design.ts"

/** Splits a table: the members named go into a second one, which the driver hands over later. */
export const split = (table: OpsTable, late: ReadonlyArray<MemberName>, lateName: string): DriverOps => ({
  early: { name: table.name, init: only(table.init, (member) => !late.includes(member)) },
  late: { name: lateName, init: only(table.init, (member) => late.includes(member)) }
})

const only = (init: OpsInit, keep: (member: MemberName) => boolean): OpsInit =>
  Object.fromEntries(Object.entries(init).filter(([member]) => keep(member as MemberName)))
