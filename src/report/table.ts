/**
 * Rows in columns. Where they are wider than the screen, each row is folded: its last cells stand on a line below.
 */
import type { Paint, Role } from "./paint.ts"
import { widthOf, wrap } from "./printable.ts"

/** One cell; its text is printable. */
export interface TableCell {
  readonly text: string
  readonly role?: Role | undefined
  readonly right?: boolean | undefined
}

/** How a table is laid out. */
export interface TableOptions {
  readonly width: number
  /** The first cell that may stand below. */
  readonly fold: number
  readonly indent: number
  readonly paint: Paint
}

/** The lines of each row. */
export const tableLines = (
  rows: ReadonlyArray<ReadonlyArray<TableCell>>,
  { fold, indent, paint, width }: TableOptions
): ReadonlyArray<ReadonlyArray<string>> => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const rooms = Array.from(
    { length: columns },
    (_, i) => Math.max(0, ...rows.map((row) => widthOf(row[i]?.text ?? "")))
  )
  const line = (row: ReadonlyArray<TableCell>, from: number, to: number, margin: number, painted: Paint): string =>
    " ".repeat(margin) + row.slice(from, to).flatMap((cell, i) =>
      rooms[from + i] === 0 ? [] : [
        inRoom(cell, i === to - from - 1 && cell.right !== true ? 0 : rooms[from + i], painted)
      ]
    ).join("  ")
  const plain: Paint = (_role, text) => text
  const isWide = (from: number, to: number, margin: number) =>
    rows.some((row) => widthOf(line(row, from, to, margin, plain).trimEnd()) > width)
  if (!isWide(0, columns, indent)) return rows.map((row) => [line(row, 0, columns, indent, paint).trimEnd()])
  const below = indent + 4
  const [isFirstWide, isRestWide] = [isWide(0, fold, indent), isWide(fold, columns, below)]
  const part = (row: ReadonlyArray<TableCell>, from: number, to: number, margin: number, isTooWide: boolean) => {
    const first = row.slice(from, to).find((cell) => cell.text !== "")
    if (first === undefined) return []
    if (!isTooWide) return [line(row, from, to, margin, paint).trimEnd()]
    const text = line(row, from, to, margin, plain).trimEnd()
    const own = text.length - text.trimStart().length
    const lines = wrap(text.trimStart(), width - own, 2)
    return lines.map((one) => " ".repeat(own) + (first.role === undefined ? one : paint(first.role, one)))
  }
  return rows.map((row) => [
    ...part(row, 0, fold, indent, isFirstWide),
    ...part(row, fold, columns, below, isRestWide)
  ])
}

const inRoom = ({ right, role, text }: TableCell, room: number, paint: Paint): string => {
  const painted = role === undefined ? text : paint(role, text)
  const rest = " ".repeat(Math.max(0, room - widthOf(text)))
  return right === true ? rest + painted : painted + rest
}
