/**
 * How long things take in the scenarios of the dispute, for timed runs (`heddle simulate`).
 *
 * Each number has its source, and most of them are guesses: what a probe does between register_netdev() and
 * devlink_register() has not been published for any driver. They are data so that whoever has measured can put a file
 * in their place (`--timing FILE`); `--sensitivity` says which ones matter.
 */
import { exponential, logNormal, micros, millis, seconds, uniform } from "../sim/time/latency.ts"
import type { Activity, Arrival, Timing } from "../sim/time/timing.ts"

/** How long a driver's own last work in its probe takes, between its netdev and its `ready`. */
const last_work = {
  netdevsim: { latency: logNormal(50 * micros, 0.5), source: "guess: debugfs files, no device" },
  nfp: { latency: logNormal(2 * millis, 0.5), source: "guess: further vNICs, hwmon" },
  mlxsw: { latency: logNormal(200 * millis, 0.5), source: "guess: up to 64 ports, then hwmon and thermal zones" },
  prestera: { latency: logNormal(20 * millis, 0.5), source: "guess: further ports, each asked of its firmware" },
  ice: { latency: logNormal(5 * millis, 0.5), source: "guess: switch rules, then features" },
  ionic: { latency: logNormal(1 * millis, 0.5), source: "guess: one command to the device" },
  "am65-cpsw": { latency: logNormal(500 * micros, 0.5), source: "guess: switchdev and parameters" }
} as const

const named = (work: { readonly [driver: string]: Activity }): { readonly [activity: string]: Activity } =>
  Object.fromEntries(Object.entries(work).map(([driver, activity]) => [`${driver}: last own work`, activity]))

/** What an `ethtool` task may choose (devlink/users.ts). */
const [flash, drvinfo] = [0, 1]

const asks = { tasks: ["ethtool", "ethtool -i"], chooses: drvinfo }
const flashes = { tasks: ["ethtool", "ethtool --flash"], chooses: flash }

/** When users come. */
export const arrivals: ReadonlyArray<Arrival> = [
  {
    name: "udev",
    ...asks,
    after: "uevent",
    latency: logNormal(5 * millis, 0.7),
    source: "guess: systemd-udevd takes the uevent, runs its rules, and one of them runs ethtool -i"
  },
  {
    name: "monitoring",
    ...asks,
    latency: uniform(0, 10 * seconds),
    source: "a daemon that asks every 10 s, at any time of its period when the probe begins"
  },
  {
    name: "operator",
    ...flashes,
    latency: uniform(0, 86_400 * seconds),
    source: "one flash on the day of the probe, at any time of it"
  },
  {
    name: "attack",
    ...asks,
    after: "P1",
    latency: uniform(0, 20 * micros),
    source:
      "guess: ethtool -i in a loop, 20 us each, by anybody; the first that finds the netdev begins in its next turn"
  },
  {
    name: "attack as root",
    ...flashes,
    after: "P1",
    latency: uniform(0, 20 * micros),
    source: "guess: the same with ethtool --flash, which needs CAP_NET_ADMIN"
  }
]

/** What timed runs of the kernel's scenarios take for granted. */
export const timing: Timing = {
  step: { latency: logNormal(5, 0.5), source: "guess: a load or store that hits the cache, and the code around it" },
  operations: {
    mutex_lock: { latency: logNormal(20, 0.3), source: "guess: one atomic operation on a line in the cache" },
    mutex_unlock: { latency: logNormal(20, 0.3), source: "guess: one atomic operation on a line in the cache" }
  },
  activities: {
    ...named(last_work),
    register_netdevice: { latency: logNormal(150 * micros, 0.4), source: "guess: sysfs, notifiers, RTM_NEWLINK" },
    devlink_register: { latency: logNormal(10 * micros, 0.4), source: "guess: one notification" },
    request_firmware: { latency: logNormal(2 * millis, 0.6), source: "guess: a file in the page cache", waits: true },
    "nfp: asks its firmware": { latency: logNormal(1 * millis, 0.8), source: "guess: one command", waits: true },
    "mlxsw: asks its firmware": { latency: logNormal(1 * millis, 0.8), source: "guess: one register", waits: true }
  },
  wakeup: { latency: logNormal(5 * micros, 0.5), source: "guess: from wake_up_process() to running" },
  interrupts: {
    every: { latency: exponential(1 * millis), source: "guess: 1000 a second and CPU, the tick among them" },
    lasts: { latency: logNormal(3 * micros, 0.7), source: "guess: a hard interrupt and its softirq" }
  },
  arrivals,
  windows: [{ from: "P1", to: "P2" }, { from: "P1", to: "ready" }]
}
