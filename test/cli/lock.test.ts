/** The repository's own lock: every cell has the verdict, the findings and the traces that were last accepted. */
import { assert, it } from "vitest"
import { heddle } from "./command.ts"

it("heddle's own cells are as heddle.lock.json has them (accept changes with: npm run heddle -- check --update)", {
  timeout: 300_000
}, async () => {
  const { code, stderr, stdout } = await heddle(["check", "--quiet"])
  assert.strictEqual(code, 0, stdout + stderr)
})
