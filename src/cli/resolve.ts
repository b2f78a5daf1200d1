/**
 * Makes `heddle` and `effect` in a user's file mean the very copies this process runs on.
 *
 * A scenario file may stand anywhere, with or without a node_modules beside it. Two copies of Effect, or of heddle,
 * in one process would not know each other's fibers and objects. TypeScript files are ES modules here whatever a
 * package.json above them says: `npm init` writes `"type": "commonjs"` today.
 */
import * as fs from "node:fs"
import * as module from "node:module"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import type { Imported } from "./contract.ts"
import { digestOf } from "./digest.ts"
import { packageFolder, type Place } from "./place.ts"

/** Installs the hooks for every module loaded from now on in this thread, and tells of what files import. */
export const resolveOwnCopies = (place: Place, onImport?: (found: Imported) => void): void => {
  const own = ownModules(place)
  const note = (url: string, parentURL = "") => {
    const file = ownFile(url)
    const by = ownFile(parentURL)
    if (onImport === undefined || file === undefined || by === undefined) return
    // It is read before it is loaded: what is written later will differ.
    onImport({ type: "imported", file, by, digest: digestOf(file) })
  }
  module.registerHooks({
    resolve(specifier, context, next) {
      const url = own.get(specifier)
      if (url !== undefined) return next(url, context)
      if (specifier.startsWith("heddle/")) {
        throw new Error(`heddle has no ${specifier}: it has ${[...own.keys()].join(", ")}`)
      }
      if (/^effect(\/|$)/.test(specifier)) return next(specifier, { ...context, parentURL: place.url })
      const { parentURL } = context
      // Asked before it is looked for: a file that is not there may be written later.
      const isFile = /^(?:file:|\.{0,2}\/)/.test(specifier)
      if (isFile) note(new URL(specifier, parentURL).href, parentURL)
      const found = next(specifier, context)
      if (!isFile) note(found.url, parentURL)
      return isUsersTypeScript(found.url) ? { ...found, format: "module-typescript" } : found
    }
  })
}

/** The path of a module, unless it is a package's. */
const ownFile = (url: string): string | undefined =>
  url.startsWith("file:") && !url.includes("/node_modules/") ? fileURLToPath(url.replace(/[?#].*$/, "")) : undefined

const isUsersTypeScript = (url: string) =>
  url.startsWith("file:") && url.replace(/[?#].*$/, "").endsWith(".ts") && !url.includes("/node_modules/")

/** `heddle` and its sub-paths as package.json exports them; from source, the sources of the same modules. */
const ownModules = (place: Place): ReadonlyMap<string, string> => {
  const { exports } = JSON.parse(fs.readFileSync(path.join(packageFolder(place), "package.json"), "utf8")) as {
    readonly exports: Record<string, string | { readonly default: string }>
  }
  return new Map(
    Object.entries(exports).flatMap(([name, target]) => {
      if (typeof target === "string") return []
      const file = target.default.replace(/^\.\/dist\//, "").replace(/\.js$/, place.extension)
      return [[name.replace(/^\./, "heddle"), new URL(file, place.url).href] as const]
    })
  )
}
