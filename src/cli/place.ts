/**
 * Where heddle's own modules are: beside `src/cli.ts` as TypeScript, or beside `dist/cli.js` as JavaScript.
 *
 * The front of the command line is one bundled file, so that `--help` loads nothing else. All the rest (engine,
 * scenarios, the worker) is loaded by a computed URL, which no bundler follows.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of heddle's modules, and what their names end in. */
export interface Place {
  readonly url: string
  readonly extension: ".ts" | ".js"
}

/** The place of a module that stands in `levels` folders below the root of the modules. */
export const placeOf = (moduleUrl: string, levels: number): Place => ({
  url: new URL(levels === 0 ? "./" : "../".repeat(levels), moduleUrl).href,
  extension: moduleUrl.endsWith(".ts") ? ".ts" : ".js"
})

/** The URL of a module: `moduleAt(place, "cli/worker")`. */
export const moduleAt = (place: Place, name: string): string => new URL(`${name}${place.extension}`, place.url).href

/** The folder of heddle's package.json, without a slash at the end. */
export const packageFolder = (place: Place): string => path.dirname(fileURLToPath(new URL(".", place.url)))

/** The version in package.json. */
export const versionOf = (place: Place): string =>
  (JSON.parse(fs.readFileSync(path.join(packageFolder(place), "package.json"), "utf8")) as { version: string }).version
