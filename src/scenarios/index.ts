/**
 * The registry: every scenario that comes with heddle, sorted by name.
 *
 * Importing it defines scenarios and runs nothing.
 */
import type { Scenario } from "../sim/scenario.ts"
import b12 from "./devlink/b12-health-work.ts"
import b2 from "./devlink/b2-nested-begin.ts"
import b21 from "./devlink/b21-stuck-namespaces.ts"
import b25udev from "./devlink/b25-udev-name.ts"
import b32 from "./devlink/b32-probe-elsewhere.ts"
import b34 from "./devlink/b34-notifier-rtnl.ts"
import b9 from "./devlink/b9-unregistering.ts"
import d1 from "./devlink/d1-commands-at-once.ts"
import d2 from "./devlink/d2-null-port.ts"
import d3 from "./devlink/d3-driverinit.ts"
import d4 from "./devlink/d4-dying-namespace.ts"
import d5 from "./devlink/d5-forgotten-step.ts"
import d6 from "./devlink/d6-netdevs-last.ts"
import s1 from "./devlink/s1-late-ops.ts"
import s10 from "./devlink/s10-mp-slave.ts"
import s11 from "./devlink/s11-flash-and-reload.ts"
import s12 from "./devlink/s12-heap-overflow.ts"
import s13 from "./devlink/s13-virtio-remedy.ts"
import s14 from "./devlink/s14-variant-tables.ts"
import s15 from "./devlink/s15-two-instances.ts"
import s16 from "./devlink/s16-run-time-caps.ts"
import s17 from "./devlink/s17-trap-work.ts"
import s18 from "./devlink/s18-representors.ts"
import s19 from "./devlink/s19-reload-netns.ts"
import s2 from "./devlink/s2-early-flash.ts"
import s20 from "./devlink/s20-late-value.ts"
import s21 from "./devlink/s21-static-caps.ts"
import s22 from "./devlink/s22-eswitch.ts"
import s23 from "./devlink/s23-netdev-first.ts"
import s24 from "./devlink/s24-unwinding.ts"
import s25 from "./devlink/s25-notifier-in-reload.ts"
import s26 from "./devlink/s26-reload-and-remove.ts"
import s3 from "./devlink/s3-mlx5.ts"
import s4 from "./devlink/s4-netlink-reload.ts"
import s5 from "./devlink/s5-early-register.ts"
import s6 from "./devlink/s6-failed-probe.ts"
import s7 from "./devlink/s7-mark-check.ts"
import s8 from "./devlink/s8-registered-under-lock.ts"
import s9 from "./devlink/s9-forgotten-flag.ts"
import { litmus } from "./litmus/scenarios.ts"
import abba from "./races/abba-deadlock.ts"
import b1 from "./races/b1-failed-probe.ts"
import b25 from "./races/b25-phys-port-name.ts"
import b28 from "./races/b28-early-open.ts"
import lostUpdate from "./races/lost-update.ts"
import messagePassing from "./races/message-passing.ts"
import peterson from "./races/peterson.ts"
import publishBeforeInit from "./races/publish-before-init.ts"
import rcuFree from "./races/rcu-free.ts"
import selfDeadlock from "./races/self-deadlock.ts"
import useAfterFree from "./races/use-after-free.ts"
import { sct } from "./sct/scenarios.ts"

/** All scenarios, in the order in which they are listed and explored. */
export const scenarios: ReadonlyArray<Scenario> = [
  b2,
  b9,
  b12,
  b21,
  b25udev,
  b32,
  b34,
  d1,
  d2,
  d3,
  d4,
  d5,
  d6,
  s1,
  s2,
  s3,
  s4,
  s5,
  s6,
  s7,
  s8,
  s9,
  s10,
  s11,
  s12,
  s13,
  s14,
  s15,
  s16,
  s17,
  s18,
  s19,
  s20,
  s21,
  s22,
  s23,
  s24,
  s25,
  s26,
  ...litmus,
  abba,
  b1,
  b25,
  b28,
  lostUpdate,
  messagePassing,
  peterson,
  publishBeforeInit,
  rcuFree,
  selfDeadlock,
  useAfterFree,
  ...sct
]
