/** Standard Webhooks, with messages in our own words: what a shop sends that signs by itself. */
import { lazily } from "../../platform/lazily.ts";
import type { Source } from "../source.ts";
import { standardSettingsSchema, standardWebhookSchema } from "./message.shapes.ts";

export const standard: Source = {
  headers: [
    { name: "webhook-id", description: "the sender's id of it, the same for a repeat", example: "msg_2b1c" },
    { name: "webhook-timestamp", description: "seconds since 1970", example: "1795334400" },
    {
      name: "webhook-signature",
      description: "signatures as Standard Webhooks defines them",
      example: "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    },
  ],
  bodySchema: standardWebhookSchema,
  settingsSchema: standardSettingsSchema,
  load: lazily(async () => (await import("./code.ts")).STANDARD_CODE),
};
