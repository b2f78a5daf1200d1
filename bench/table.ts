/**
 * A Markdown table of names and numbers, with columns as wide as their widest cell: what the formatter makes of any.
 */

/** The first column is read from the left, numbers from the right. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i]!.length)))
  const line = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join(" | ")} |`
  const rule = widths.map((width, i) => i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n")
}
