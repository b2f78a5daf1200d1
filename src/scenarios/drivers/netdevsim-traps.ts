/**
 * The trap work of netdevsim: delayed work that walks the ports and reports a packet on each, ten times a second.
 *
 * A reload takes ports and traps away, and waits for the work before it frees what the work uses. `port-list-lock`,
 * until v5.19: the ports have a lock of their own. `devl-lock`: they are under devlink->lock, as everything, and the
 * work takes that; whoever reloads holds it, and waits for the work. `trylock`, what was made of it: the work that does
 * not get the lock comes again. Here it comes at most twice, where the driver goes on for ever.
 * Source: drivers/net/netdevsim/dev.c nsim_dev_trap_report_work(), nsim_dev_traps_init(), nsim_dev_traps_exit(),
 * nsim_dev_reload_destroy(), Linux 5.15 and 6.1.
 */
import { perExecution } from "../../sim/choice.ts"
import { alloc, free, keep } from "../../sim/memory/heap.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { variable } from "../../sim/memory/variable.ts"
import { type DelayedWork, delayedWork } from "../../sim/sync/delayed-work.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { devl_lock, devl_unlock } from "../kernel/devl-lock.ts"
import { LINK_STATE_PRESENT } from "../kernel/net-device.ts"
import type { Steps } from "../kernel/steps.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import type { Driver } from "./driver.ts"
import { priv, type Probing } from "./instance.ts"
import { netdevsim } from "./netdevsim.ts"
import { ports_add, ports_del } from "./ports.ts"

/** What keeps the ports for the work. */
export const guards = ["port-list-lock", "devl-lock", "trylock"] as const
/** One of them. */
export type Guard = (typeof guards)[number]

/** `struct nsim_trap_data` */
interface TrapData {
  readonly mem: Fields<{ reported: number }>
  readonly trap_report_dw: DelayedWork
}

const nsim_dev = perExecution("netdevsim traps", function*() {
  return {
    trap_data: yield* variable<TrapData | null>("nsim_dev->trap_data", null),
    port_list_lock: yield* mutex("nsim_dev->port_list_lock")
  }
})

/** How often the work runs before it is left alone. */
const rounds_max = 2

/** nsim_dev_traps_init(): the work is on its way. */
export function* nsim_dev_traps_init(devlink: StructDevlink, guard: Guard): Steps<void> {
  const mem = yield* alloc("trap_data", { reported: 0 })
  yield* keep(mem)
  const rounds = yield* variable("rounds", 0)
  const trap_report_dw: DelayedWork = yield* delayedWork("trap_report_dw", function* nsim_dev_trap_report_work() {
    yield* report_on_ports(devlink, guard, mem)
    const round = (yield* rounds.load) + 1
    yield* rounds.store(round)
    if (round < rounds_max) yield* trap_report_dw.queue
  })
  yield* (yield* nsim_dev).trap_data.store(Object.freeze({ mem, trap_report_dw }))
  yield* trap_report_dw.queue
}

/** nsim_dev_trap_report_work(), under what keeps the ports. */
function* report_on_ports(devlink: StructDevlink, guard: Guard, { reported }: TrapData["mem"]): Steps<void> {
  if (guard === "trylock") {
    if (!(yield* devlink.lock.trylock)) return
  } else yield* lock_ports(devlink, guard)
  const port = yield* priv(devlink).ports.load
  if (port !== null && (yield* port.netdev.mem.state.testBit(LINK_STATE_PRESENT))) {
    yield* reported.store((yield* reported.load) + 1)
  }
  yield* unlock_ports(devlink, guard)
}

/** nsim_dev_traps_exit(): no work from here on, running or to come. */
function* nsim_dev_traps_exit(): Steps<void> {
  const { trap_data } = yield* nsim_dev
  const traps = (yield* trap_data.load)!
  yield* traps.trap_report_dw.cancelSync
  yield* free(traps.mem)
}

function* lock_ports(devlink: StructDevlink, guard: Guard): Steps<void> {
  if (guard === "port-list-lock") yield* (yield* nsim_dev).port_list_lock.lock
  else yield* devl_lock(devlink)
}

function* unlock_ports(devlink: StructDevlink, guard: Guard): Steps<void> {
  if (guard === "port-list-lock") yield* (yield* nsim_dev).port_list_lock.unlock
  else yield* devl_unlock(devlink)
}

/** Ports come and go under port_list_lock, or under devlink->lock, which whoever reloads holds already. */
function* with_ports(guard: Guard, body: (locked: boolean) => Steps<void, Probing>): Steps<void, Probing> {
  if (guard !== "port-list-lock") return yield* body(true)
  const { port_list_lock } = yield* nsim_dev
  yield* port_list_lock.lock
  yield* body(false)
  yield* port_list_lock.unlock
}

/** netdevsim whose reload takes the traps away and makes them anew. */
export const netdevsim_with_traps = (guard: Guard): Driver => ({
  ...netdevsim,
  table: {
    name: netdevsim.table.name,
    init: {
      ...netdevsim.table.init,
      reload_down: pointer("nsim_dev_reload_down", function* nsim_dev_reload_down(devlink: StructDevlink) {
        yield* with_ports(guard, (locked) => ports_del(devlink, locked))
        yield* nsim_dev_traps_exit()
        return 0 as const
      }),
      reload_up: pointer("nsim_dev_reload_up", function* nsim_dev_reload_up(devlink: StructDevlink) {
        yield* nsim_dev_traps_init(devlink, guard)
        yield* with_ports(guard, (locked) => ports_add(devlink, locked))
        return 0 as const
      })
    }
  }
})
