/**
 * Races in the shape of a KCSAN report: the accesses in the order they were run, each with its stack, and what value
 * was changed to what.
 *
 * Source: kernel/kcsan/report.c and Documentation/dev-tools/kcsan.rst (6.1).
 */
import type { Finding, TraceStep } from "../sim/result.ts"
import { accessInPrint } from "./accesses.ts"
import type { Cpus } from "./cpus.ts"
import { printable } from "./printable.ts"
import { splats, stack } from "./splat.ts"

/**
 * Data races, torn reads and reads in a window as KCSAN would print them.
 *
 * @example
 * process.stdout.write(kcsan(report))
 */
export const kcsan = splats("kcsan", "=".repeat(66), body)

function body({ trace }: Finding, { name, tasks }: Cpus): ReadonlyArray<string> {
  const own = trace.steps.filter(({ role }) => role !== "")
  const values = own.flatMap((step) => valueChanged(step, trace.objects))
  return [
    ...own.flatMap(({ frames, object, op, task }) => [
      "",
      `${accessInPrint(op) ?? printable(op)} to ${printable(object)} by task ${name(task)} on cpu ${
        tasks.indexOf(task)
      }:`,
      ...stack(frames)
    ]),
    ...(values.length === 0 ? [] : [""]),
    ...values.map(({ from, object, to }) =>
      `value changed: ${values.length > 1 ? `${printable(object)} ` : ""}${printable(from)} -> ${printable(to)}`
    )
  ]
}

const valueChanged = ({ changes = [], object, was }: TraceStep, objects: Finding["trace"]["objects"] = []) => {
  const now = changes.find((change) => objects[change.object]?.name === object)?.value
  return was === undefined || now === undefined || now === was ? [] : [{ object, from: was, to: now }]
}
