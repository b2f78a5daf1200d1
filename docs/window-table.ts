/**
 * The tables of docs/simulate.md: bench/results/windows.json, beside what exhaustive search says of the same cells.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { duration, probability, type Simulation, type SimulationReport } from "../src/report/simulation.ts"
import { table } from "./operation-table.ts"

const read = (file: string) => JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, "..", file), "utf8"))

const users = ["udev", "monitoring", "operator", "attack", "attack as root"]

/** Per driver at 5.16, with the ops that tree had. */
export const driverWindows = (): string => probabilities("5.16", ["shape"])

/** Per design at net-next of October 2021, for the two drivers that every design was asked of. */
export const designWindows = (): string => probabilities("netnext-2021-10", ["design", "shape"], ["netdevsim", "nfp"])

const probabilities = (
  kernel: string,
  keys: ReadonlyArray<"design" | "shape">,
  shapes?: ReadonlyArray<string>
): string => {
  const { simulations } = read("bench/results/windows.json") as SimulationReport
  const asked = simulations.filter((one) => one.kernel === kernel && (shapes ?? [one.shape]).includes(one.shape))
  const cells = Map.groupBy(asked, (one) => keys.map((key) => one[key]).join(" "))
  const head = [...keys.map((key) => key === "shape" ? "driver" : key), "open, p50", "p99", ...users]
  const rows = [...cells.values()].map((of) => [
    ...keys.map((key) => of[0]![key]),
    ...widthOf(of),
    ...users.map((user) => hitOf(of, user))
  ])
  return table([head, ...rows])
}

const widthOf = (of: ReadonlyArray<Simulation>): ReadonlyArray<string> => {
  const seen = of.flatMap(({ windows }) => windows.filter(({ name }) => name === "P1 to ready"))
  const most = seen.toSorted((a, b) => b.count - a.count)[0]
  return most === undefined ? ["-", "-"] : [duration(most.p50), duration(most.p99)]
}

const hitOf = (of: ReadonlyArray<Simulation>, user: string): string => {
  const one = of.find(({ arrival }) => arrival === user)
  if (one === undefined) return "-"
  const { design, hit, kernel, scenario, shape } = one
  const { cells } = read("heddle.lock.json")
  if (cells[`${scenario} [${design}, ${kernel}, ${shape}]`].verdict === "verified") return "never"
  return hit.value === 0 ? `< ${probability(hit.high)}` : probability(hit.value)
}
