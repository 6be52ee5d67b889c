/** A webhook as its source reads it, under the settings of its program; and an id for one whose vendor gives none. */
import { createHash } from "node:crypto";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { settingsOfSource } from "./source-settings.ts";
import type { Translation, VerifiedWebhook } from "./source.ts";
import { SOURCES } from "./sources.ts";

/** @param settings in place of those that are set. */
export async function translateWebhook(
  program: Pick<ProgramConfig, "sourceSettings" | "currency">,
  source: WebhookSource,
  webhook: VerifiedWebhook,
  settings: unknown = settingsOfSource(program, source),
): Promise<Translation> {
  const { translate } = await SOURCES[source].load();
  return translate(webhook, { settings, currency: program.currency });
}

/** Bytes that come again are the same webhook. */
export function idOfBytes(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
