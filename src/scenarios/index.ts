/**
 * The registry: every scenario that comes with heddle, sorted by name.
 *
 * Importing it defines scenarios and runs nothing.
 */
import type { Scenario } from "../sim/scenario.ts"
import s1 from "./devlink/s1-late-ops.ts"
import s12 from "./devlink/s12-heap-overflow.ts"
import s15 from "./devlink/s15-two-instances.ts"
import s16 from "./devlink/s16-run-time-caps.ts"
import s2 from "./devlink/s2-early-flash.ts"
import s3 from "./devlink/s3-mlx5.ts"
import s4 from "./devlink/s4-netlink-reload.ts"
import abba from "./races/abba-deadlock.ts"
import lostUpdate from "./races/lost-update.ts"
import messagePassing from "./races/message-passing.ts"
import publishBeforeInit from "./races/publish-before-init.ts"
import rcuFree from "./races/rcu-free.ts"
import selfDeadlock from "./races/self-deadlock.ts"
import useAfterFree from "./races/use-after-free.ts"

/** All scenarios, in the order in which they are listed and explored. */
export const scenarios: ReadonlyArray<Scenario> = [
  s1,
  s2,
  s3,
  s4,
  s12,
  s15,
  s16,
  abba,
  lostUpdate,
  messagePassing,
  publishBeforeInit,
  rcuFree,
  selfDeadlock,
  useAfterFree
]
