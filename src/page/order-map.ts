/**
 * Where each order stands on the map: rows by how many pairs stand the other way round than in the first order, columns
 * so that neighbours are near. Source of the graph: the adjacent-transposition graph of the linear extensions of a
 * partial order (Pruesse, Ruskey, SIAM J. Comput. 23(2), 1994); of the columns: the barycentre rule of Sugiyama (1981).
 */

/** A place on the map. */
export interface Spot {
  readonly row: number
  readonly column: number
}

/** Two orders that differ in one swap of neighbours. */
export interface Swap {
  readonly a: number
  readonly b: number
  readonly first: string
  readonly second: string
}

/** The map of the orders. */
export const mapOf = (orders: ReadonlyArray<ReadonlyArray<string>>) => {
  const [reference = []] = orders
  const rows = orders.map((order) => inversions(order.map((step) => reference.indexOf(step))))
  const swaps = swapsOf(orders)
  return { spots: spotsOf(rows, swaps), swaps }
}

const inversions = (numbers: ReadonlyArray<number>): number =>
  numbers.reduce((sum, n, i) => sum + numbers.slice(i + 1).filter((later) => later < n).length, 0)

const swapsOf = (orders: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<Swap> => {
  const numbers = new Map(orders.map((order, i) => [order.join("\n"), i]))
  return orders.flatMap((order, a) =>
    order.slice(1).flatMap((second, i) => {
      const first = order[i]
      const b = numbers.get([...order.slice(0, i), second, first, ...order.slice(i + 2)].join("\n"))
      return b === undefined || b < a ? [] : [{ a, b, first, second }]
    })
  )
}

/** Sweeps until the order within rows has settled, or often enough. */
const sweeps = 8

const spotsOf = (rows: ReadonlyArray<number>, swaps: ReadonlyArray<Swap>): ReadonlyArray<Spot> => {
  const byRow = Map.groupBy(rows.keys(), (i) => rows[i])
  const near = rows.map((_, i) => swaps.flatMap(({ a, b }) => a === i ? [b] : b === i ? [a] : []))
  const columns = rows.map(() => 0)
  const widest = Math.max(...[...byRow.values()].map(({ length }) => length))
  const place = (line: ReadonlyArray<number>) =>
    line.forEach((order, i) => {
      columns[order] = (widest - line.length) / 2 + i
    })
  for (const line of byRow.values()) place(line)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [row, line] of byRow) {
      const middle = (order: number) => {
        const places = near[order].filter((other) => rows[other] < row || sweep % 2 === 1).map((other) =>
          columns[other]
        )
        return places.length === 0 ? columns[order] : places.reduce((x, y) => x + y, 0) / places.length
      }
      const keys = new Map(line.map((order) => [order, middle(order)]))
      line.sort((x, y) => keys.get(x)! - keys.get(y)! || x - y)
      place(line)
    }
  }
  return rows.map((row, i) => ({ row, column: columns[i] }))
}
