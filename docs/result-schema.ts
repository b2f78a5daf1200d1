/**
 * The JSON Schema of `result.json`, from the schema by which heddle itself reads and writes it.
 */
import * as Schema from "effect/Schema"
import { Report, version } from "../src/report/schema.ts"

/** From the root of the repository; its name has the version of the shape. */
export const schemaFile = `schema/result.v${version}.schema.json`

/** The text of that file. Fields that are not known are allowed: a newer heddle may add some inside one version. */
export const resultSchema = (): string => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(Report)
  const whole = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `result.json of heddle, version ${version}`,
    ...schema,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions })
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
