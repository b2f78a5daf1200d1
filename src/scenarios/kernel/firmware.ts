/**
 * The service `Firmware`: images from user space, and what the device's own firmware answers.
 *
 * request_firmware() sleeps; nothing of it is visible to other tasks, so it is no step: others run
 * between the steps before and after it anyway. What a device can do is known only once its
 * firmware has been asked, and every answer is explored.
 * Source: drivers/base/firmware_loader/main.c, Linux 5.15.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import { choose } from "../../sim/choice.ts"
import { spends } from "../../sim/time/places.ts"
import type { Steps } from "./steps.ts"

/** `const struct firmware *` */
export interface FirmwareImage {
  readonly name: string
}

/** What a scenario can ask of firmware. */
export interface FirmwareShape {
  readonly request_firmware: (name: string) => Steps<FirmwareImage>
  readonly release_firmware: (image: FirmwareImage) => Steps<void>
  /** A capability bit of the device's firmware: both answers are explored. */
  readonly query_capability: (question: string) => Steps<boolean>
}

/** Firmware images and answers. */
export class Firmware extends Context.Service<Firmware, FirmwareShape>()("heddle/scenarios/Firmware") {
  /** A loader that finds every image, and a device that may answer either way. */
  static readonly layer = Layer.succeed(Firmware, {
    *request_firmware(name) {
      yield* spends("request_firmware")
      return { name }
    },
    *release_firmware() {},
    *query_capability(question) {
      return (yield* choose(`${question}: yes`, `${question}: no`)) === `${question}: yes`
    }
  })
}
