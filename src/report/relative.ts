/**
 * Takes the machine out of a result: every path below one of the given folders becomes relative to it.
 *
 * Frames come from JS stacks with absolute paths or `file:` URLs. A result that leaves the process says nothing of
 * where it was made, so that the same search gives the same bytes everywhere.
 */

/**
 * A copy of plain data in which every string has lost the folders.
 *
 * @param folders absolute, with `/`, without one at the end; the first that fits is taken
 * @example
 * withoutFolders({ file: "file:///home/me/p/a.ts" }, ["/home/me/p"]) // { file: "a.ts" }
 */
export const withoutFolders = <A>(data: A, folders: ReadonlyArray<string>): A => {
  // A root folder would take the slashes out of everything.
  const prefixes = folders.flatMap((folder) => folder.length > 1 ? [`file://${encodeURI(folder)}/`, `${folder}/`] : [])
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") return strip(value, prefixes)
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]))
  }
  return visit(data) as A
}

const strip = (text: string, prefixes: ReadonlyArray<string>): string =>
  text.includes("/") ? prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ""), text) : text
