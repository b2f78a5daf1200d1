/**
 * `npm run page`: bundles src/page into src/report/html/page.json, which the HTML report is made from. A test compares.
 */
import { buildSync } from "esbuild"
import { createHash } from "node:crypto"
import * as fs from "node:fs"

/** The file that is written. */
export const bundleFile = "src/report/html/page.json"

const preact = "/* Contains Preact, Copyright (c) 2015-present Jason Miller, MIT License */"

/** The text of that file, from the sources as they are. */
export const bundle = (): string => {
  const script = built("src/page/main.tsx", preact)
  const style = built("src/page/style.css")
  return `${JSON.stringify({ scriptHash: hash(script), styleHash: hash(style), script, style }, null, 2)}\n`
}

const built = (entry: string, banner = ""): string => {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    banner: banner === "" ? {} : { js: banner },
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfigRaw: "{}"
  })
  // The page is one HTML file: nothing in it may look like the end of a script.
  return outputFiles[0]!.text.replaceAll("</script", "<\\/script").trimEnd()
}

const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`

if (import.meta.main) fs.writeFileSync(bundleFile, bundle())
