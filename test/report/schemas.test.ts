/**
 * Forms for other programs are what their schemas say: result.json by its own, SARIF by the published one.
 *
 * test/data/sarif-2.1.0.schema.json.gz is lib/schemas/sarif-2.1.0-rtm.5.json of @microsoft/jest-sarif 1.0.0-beta.0
 * (MIT, Copyright Microsoft Corporation), unchanged.
 */
import { Ajv2020 } from "ajv/dist/2020.js"
import * as fs from "node:fs"
import { createRequire } from "node:module"
import * as path from "node:path"
import { gunzipSync } from "node:zlib"
import { assert, describe, it } from "vitest"
import { resultSchema, schemaFile } from "../../docs/result-schema.ts"
import { forms } from "../../src/report/forms.ts"
import lostUpdate from "../../src/scenarios/races/lost-update.ts"
import useAfterFree from "../../src/scenarios/races/use-after-free.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"
import * as F from "./fixtures.ts"

const root = path.resolve(import.meta.dirname, "../..")
const require = createRequire(import.meta.url)
const Ajv04 = require("ajv-draft-04").default as typeof Ajv2020
const addFormats = require("ajv-formats").default as (ajv: Ajv2020) => void

const explored = [lostUpdate, useAfterFree].flatMap((scenario) =>
  scenario.cells.map((cell) => exploreCell(scenario, cell, { why: true, tree: true }))
)
const hostile = F.result({ scenario: "a<b>&\"c'\u001b[2J", verdict: "assertion", findings: [F.hostile] })
const reports = { explored: F.report(explored), matrix: F.report(F.matrix), hostile: F.report([hostile]) }

/** What is wrong with each report in this form. */
const errorsOf = (form: "json" | "sarif", validate: ReturnType<Ajv2020["compile"]>, text: string) =>
  validate(JSON.parse(text)) ? [] : [form, ...(validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`)]

describe("the form json", () => {
  const file = fs.readFileSync(path.join(root, schemaFile), "utf8")
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(file))

  it("has a schema in the package that is as `npm run docs` writes it", () => {
    assert.strictEqual(file, resultSchema())
  })

  for (const [name, report] of Object.entries(reports)) {
    it(`is valid: ${name}`, () => assert.deepStrictEqual(errorsOf("json", validate, forms.json(report)), []))
  }

  it("is not valid without a field, or of another version", () => {
    const good = JSON.parse(forms.json(reports.matrix))
    assert.isFalse(validate({ ...good, version: 2 }))
    assert.isFalse(validate({ ...good, results: [{ ...good.results[0], verdict: undefined }] }))
    assert.isFalse(validate({ ...good, results: [{ ...good.results[0], verdict: "perhaps" }] }))
  })
})

describe("the form sarif", () => {
  const zipped = fs.readFileSync(path.join(root, "test/data/sarif-2.1.0.schema.json.gz"))
  // Its patterns are of the time before the flag u.
  const ajv = new Ajv04({ allErrors: true, strict: false, unicodeRegExp: false })
  addFormats(ajv)
  const validate = ajv.compile(JSON.parse(gunzipSync(zipped).toString()))

  for (const [name, report] of Object.entries(reports)) {
    it(`is valid: ${name}`, () => assert.deepStrictEqual(errorsOf("sarif", validate, forms.sarif(report)), []))
  }

  it("is not valid where a result says no message, or a region begins at line 0", () => {
    const spoilt = (change: (result: any) => void) => {
      const log = JSON.parse(forms.sarif(reports.matrix))
      change(log.runs[0].results[0])
      return validate(log)
    }
    assert.isTrue(spoilt(() => undefined))
    assert.isFalse(spoilt((result) => delete result.message))
    assert.isFalse(spoilt((result) => result.locations[0].physicalLocation.region.startLine = 0))
  })
})
