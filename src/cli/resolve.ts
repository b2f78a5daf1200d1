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
import { packageFolder, type Place } from "./place.ts"

/** Installs the hooks for every module loaded from now on in this thread. */
export const resolveOwnCopies = (place: Place): void => {
  const own = ownModules(place)
  module.registerHooks({
    resolve(specifier, context, next) {
      const url = own.get(specifier)
      if (url !== undefined) return next(url, context)
      if (specifier.startsWith("heddle/")) {
        throw new Error(`heddle has no ${specifier}: it has ${[...own.keys()].join(", ")}`)
      }
      if (/^effect(\/|$)/.test(specifier)) return next(specifier, { ...context, parentURL: place.url })
      const found = next(specifier, context)
      return isUsersTypeScript(found.url) ? { ...found, format: "module-typescript" } : found
    }
  })
}

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
