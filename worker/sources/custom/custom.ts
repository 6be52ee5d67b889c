/** Any JSON with an HMAC: the settings say how it is signed, and which of its fields mean what. */
import { lazily } from "../../platform/lazily.ts";
import type { Source } from "../source.ts";
import { customSettingsSchema, customWebhookSchema } from "./custom.shapes.ts";

export const custom: Source = {
  headers: [
    {
      name: "x-signature",
      description: "the HMAC of the body, unless the settings name another header",
      example: "0f".repeat(32),
    },
  ],
  bodySchema: customWebhookSchema,
  settingsSchema: customSettingsSchema,
  load: lazily(async () => (await import("./code.ts")).CUSTOM_CODE),
};
