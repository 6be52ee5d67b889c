/** The settings of a program's source: as they were set, with the source's defaults for the rest. */
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { SOURCES } from "./sources.ts";

/** @throws NotUnderstood for what a later version set. */
export function settingsOfSource(
  program: Pick<ProgramConfig, "sourceSettings">,
  source: WebhookSource,
): unknown {
  const stored = program.sourceSettings.get(source);
  const read = SOURCES[source].settingsSchema.safeParse(stored === undefined ? {} : JSON.parse(stored));
  if (!read.success) throw new NotUnderstood(`settings of ${source}`);
  return read.data;
}
