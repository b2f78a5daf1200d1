/**
 * Watches the files that scenarios are made of: the named ones, and what they import, from what the workers load.
 *
 * A file has changed when other bytes stand in it than when it was loaded: saving it unchanged, or touching it, is no
 * change. Its folder is watched and not the file, since editors write another file and rename it; and not all that lies
 * below the current folder, since packages do too.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import type { Imported } from "./contract.ts"
import { digestOf } from "./digest.ts"
import { tell } from "./output.ts"

/** An editor, a formatter and a version control write several files one after the other. */
const debounceMillis = 100

/** The files that were loaded, and what stood in them. */
export class FileWatch {
  private readonly digests = new Map<string, string>()
  private readonly imports = new Map<string, Set<string>>()
  private readonly folders = new Map<string, fs.FSWatcher>()
  private timer: NodeJS.Timeout | undefined
  private readonly onChange: () => void

  /** `onChange` is called when files have changed; `takeChanged` says which. */
  constructor(onChange: () => void) {
    this.onChange = onChange
  }

  /** These files, and what they import, are to be watched; they are loaded after this. */
  enter(files: ReadonlyArray<string>): void {
    for (const file of files) this.keep(file, digestOf(file))
  }

  /** A file is about to be loaded. It counts if one that is watched imports it: heddle's own machinery does not. */
  note({ by, digest, file }: Imported): void {
    if (!this.digests.has(by)) return
    this.imports.set(by, (this.imports.get(by) ?? new Set()).add(file))
    this.keep(file, digest)
  }

  /** Do other bytes stand in some file than when it was loaded? */
  get hasChanged(): boolean {
    return [...this.digests].some(([file, digest]) => digestOf(file) !== digest)
  }

  /** The entries that have changed, or import what has, by any number of steps. Then what is loaded next counts. */
  takeChanged(entries: ReadonlyArray<string>): ReadonlySet<string> {
    const changed = [...this.digests].flatMap(([file, digest]) => digestOf(file) === digest ? [] : [file])
    const touched = entries.filter((entry) => {
      const files = this.from(entry)
      return changed.some((file) => files.has(file))
    })
    for (const file of changed) {
      this.digests.delete(file)
      this.imports.delete(file)
    }
    return new Set(touched)
  }

  /** The file, and all that it imports. */
  private from(entry: string): ReadonlySet<string> {
    const seen = new Set([entry])
    for (const file of seen) for (const imported of this.imports.get(file) ?? []) seen.add(imported)
    return seen
  }

  /** How many files are watched. */
  get size(): number {
    return this.digests.size
  }

  close(): void {
    clearTimeout(this.timer)
    for (const watcher of this.folders.values()) watcher.close()
  }

  /** Of several workers that load a file, the first says what was in it. */
  private keep(file: string, digest: string): void {
    if (!this.digests.has(file)) this.digests.set(file, digest)
    this.watch(path.dirname(file))
  }

  private watch(folder: string): void {
    if (this.folders.has(folder)) return
    // A folder that is not there yet: that it is made shows in the one above.
    if (!fs.existsSync(folder)) return this.watch(path.dirname(folder))
    try {
      const watcher = fs.watch(folder, () => this.wait(folder)).on("error", () => this.wait(folder))
      this.folders.set(folder, watcher)
    } catch (error) {
      tell(`heddle: cannot watch ${folder}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private wait(folder: string): void {
    if (!fs.existsSync(folder)) {
      this.folders.get(folder)?.close()
      this.folders.delete(folder)
    }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      // Folders that were made, or made again.
      for (const file of this.digests.keys()) this.watch(path.dirname(file))
      if (this.hasChanged) this.onChange()
    }, debounceMillis)
  }
}
