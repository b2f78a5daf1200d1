/** Every form of one report is a golden file; `npx vitest run test/report -u` rewrites them. */
import { assert, describe, expect, it } from "vitest"
import { formNames } from "../../src/report/form-names.ts"
import { forms } from "../../src/report/forms.ts"
import * as F from "./fixtures.ts"

const golden = (name: string) => `../golden/report/${name}`
const hostile = F.report([
  F.result({
    scenario: "a<b>&\"c'\u001b[2J",
    shape: "x,y:%0A::error::z",
    verdict: "assertion",
    asDeclared: false,
    findings: [F.hostile]
  })
])

describe("the form", () => {
  for (const name of formNames.filter((form) => form !== "json")) {
    it(`${name} shows every standing`, async () => {
      await expect(forms[name](F.report(F.matrix))).toMatchFileSnapshot(golden(`form-${name}.txt`))
    })

    it(`${name} lets no name break out of its place`, async () => {
      const text = forms[name](hostile)
      assert.notMatch(text.replaceAll("\n", ""), /\p{Cc}/u)
      await expect(text).toMatchFileSnapshot(golden(`form-${name}-hostile.txt`))
    })
  }
})
