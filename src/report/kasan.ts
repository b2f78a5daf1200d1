/**
 * Defects of heap blocks in the shape of a KASAN report: the access, who allocated the block, who freed it. A leak has
 * the shape of kmemleak's: the block, and where it was allocated.
 *
 * Source: mm/kasan/report.c, mm/kmemleak.c (6.1).
 */
import type { Finding, Reason, TraceStep } from "../sim/result.ts"
import { accessInPrint } from "./accesses.ts"
import type { Cpus } from "./cpus.ts"
import { printable } from "./printable.ts"
import { splats, stack } from "./splat.ts"

/**
 * Uses after free, double frees and leaks as KASAN and kmemleak would print them.
 *
 * @example
 * process.stdout.write(kasan(report))
 */
export const kasan = splats("kasan", "=".repeat(66), body)

function body({ because, trace: { steps } }: Finding, cpus: Cpus): ReadonlyArray<string> {
  const freed = because.find((reason): reason is Freed => reason.tag === "freed")
  const leaked = because.find((reason): reason is Leaked => reason.tag === "leak")
  const object = freed?.object ?? leaked?.object
  const access = steps.find(({ index }) => index === freed?.access)
  const free = steps.find(({ index }) => index === freed?.free)
  const alloc = steps.find((step) => step.op === "kzalloc" && step.object === object)
  return [
    ...(access === undefined ? [] : [accessLine(access, cpus), ...stack(access.frames), ""]),
    ...(leaked === undefined ? [] : [`unreferenced object ${printable(leaked.object)}`, ""]),
    ...(alloc === undefined
      ? ["Allocated before the first step shown"]
      : [`Allocated by task ${cpus.name(alloc.task)}:`, ...stack(alloc.frames)]),
    ...(free === undefined ? [] : ["", `Freed by task ${cpus.name(free.task)}:`, ...stack(free.frames)])
  ]
}

type Freed = Extract<Reason, { readonly tag: "freed" }>
type Leaked = Extract<Reason, { readonly tag: "leak" }>

/** `Read of device.id by task user on cpu 0:`; what is no access to memory, such as kfree, stands by its name. */
const accessLine = ({ object, op, task }: TraceStep, { name, tasks }: Cpus): string => {
  const word = accessInPrint(op)
  const what = word === undefined ? printable(op) : word[0].toUpperCase() + word.slice(1)
  return `${what} of ${printable(object)} by task ${name(task)} on cpu ${tasks.indexOf(task)}:`
}
