/**
 * How the driver core probes a PCI device: under device_lock(), and perhaps in another task.
 *
 * The core holds the lock of the device all along. Where the device belongs to another NUMA node, pci_call_probe() lets
 * a kworker of that node run the probe and waits for it: then the task that probes is not the one that holds the lock.
 * Source: drivers/base/dd.c; drivers/pci/pci-driver.c pci_call_probe(); kernel/workqueue.c work_on_cpu(), Linux 5.15.
 */
import { work } from "../../sim/sync/deferred.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import { lockdep_assert_held } from "./lockdep.ts"
import type { Steps } from "./steps.ts"

/** `struct device`, as far as two tasks can meet in it. */
export interface StructDevice {
  readonly mutex: Mutex
}

/** A device that the bus has found. Local. */
export function* device(): Steps<StructDevice> {
  return { mutex: yield* mutex("device lock") }
}

/** device_lock_assert(): WARN_ON unless the calling task holds the lock. Local. */
export function* device_lock_assert(dev: StructDevice, fn: string): Steps<void> {
  yield* lockdep_assert_held(dev.mutex, fn)
}

/** really_probe(): device_lock(), the bus's probe, device_unlock(). `elsewhere`: on a CPU of another node. */
export function* really_probe<R>(
  dev: StructDevice,
  elsewhere: boolean,
  local_pci_probe: () => Steps<void, R>
): Steps<void, R> {
  yield* dev.mutex.lock
  yield* pci_call_probe(elsewhere, local_pci_probe)
  yield* dev.mutex.unlock
}

/** pci_call_probe(): here, or by work_on_cpu(), which is a work item and flush_work(). */
function* pci_call_probe<R>(elsewhere: boolean, local_pci_probe: () => Steps<void, R>): Steps<void, R> {
  if (!elsewhere) return yield* local_pci_probe()
  const on_cpu = yield* work("local_pci_probe", local_pci_probe)
  yield* on_cpu.queue
  yield* on_cpu.flush
}
