/**
 * Callbacks that drivers have in common, as far as they matter here: they run, and say so.
 */
import { pointer } from "../../sim/memory/pointer.ts"
import { Devlink } from "../kernel/devlink.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { ports_add, ports_del, reload_holds_lock } from "./ports.ts"

/** A callback that does its work without meeting anybody. */
export const does_nothing = (name: string) =>
  pointer(name, function*() {
    return 0 as const
  })

/** A reload_down() that takes ports and netdevs away. */
export const takes_ports_away = (name: string) =>
  pointer(name, function*(devlink: StructDevlink) {
    yield* ports_del(devlink, reload_holds_lock((yield* Devlink).version))
    return 0 as const
  })

/** A reload_up() that makes them anew. */
export const makes_ports_anew = (name: string) =>
  pointer(name, function*(devlink: StructDevlink) {
    yield* ports_add(devlink, reload_holds_lock((yield* Devlink).version))
    return 0 as const
  })
