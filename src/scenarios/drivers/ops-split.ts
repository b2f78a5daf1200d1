/**
 * A driver's operations, split into what it knows at devlink_alloc() and what it learns later.
 */
import type { MemberName, OpsInit, OpsTable } from "../kernel/devlink-ops.ts"
import type { DriverOps } from "../kernel/ops-design.ts"

/**
 * Splits a table: the members named go into a second one, which the driver hands over later.
 *
 * Tables are static data of a driver: all its instances get the same two, whichever is probed first.
 */
export const split = (table: OpsTable, late: ReadonlyArray<MemberName>, lateName: string): DriverOps => {
  const splits = known.get(table) ?? new Map<string, DriverOps>()
  known.set(table, splits)
  const key = [lateName, ...late].join()
  const tables = splits.get(key) ?? {
    early: { name: table.name, init: only(table.init, (member) => !late.includes(member)) },
    late: { name: lateName, init: only(table.init, (member) => late.includes(member)) }
  }
  splits.set(key, tables)
  return tables
}

const known = new WeakMap<OpsTable, Map<string, DriverOps>>()

/** The members of a table that the predicate keeps. */
export const only = (init: OpsInit, keep: (member: MemberName) => boolean): OpsInit =>
  Object.fromEntries(Object.entries(init).filter(([member]) => keep(member as MemberName)))
