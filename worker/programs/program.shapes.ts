/** A program on the wire: what makes one, what changes one, and how it is shown. */
import { z } from "@hono/zod-openapi";
import {
  currencySchema,
  instantAnswer,
  instantOf,
  programIdSchema,
  textSchema,
} from "../http/common.shapes.ts";
import { settingsSchema, settingsShape } from "../configuration/settings.shapes.ts";

const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, { error: "expected a name of the IANA time zone database" })
  .openapi({ example: "Asia/Shanghai" });

export const newProgramSchema = z
  .strictObject({
    id: programIdSchema,
    name: textSchema(200),
    currency: currencySchema,
    timezone: timezoneSchema.default("UTC"),
    objects: z.int().min(1).max(256).default(1).openapi({
      description: "Durable Objects of each class that share the program's orders and promoters",
    }),
    ...settingsShape,
  })
  .openapi("NewProgram");

/** What a merge patch may reach, whole, after the patch. */
export const changeableProgramSchema = z.strictObject({
  name: textSchema(200),
  timezone: timezoneSchema.default("UTC"),
  ...settingsShape,
});

export const programPatchSchema = z.record(z.string(), z.unknown()).openapi("ProgramPatch", {
  type: "object",
  description:
    "RFC 7396 merge patch of name, timezone and settings; null brings a default back (name has none)",
});

export const programSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    currency: z.string(),
    timezone: z.string(),
    objects: z.int(),
    createdAt: instantAnswer,
    version: z.int().openapi({ description: "Version of the settings" }),
    effectiveFrom: instantAnswer,
    ...settingsShape,
  })
  .openapi("Program");

export const createdProgramSchema = programSchema
  .extend({
    apiKey: z.string().optional(),
    webhookSecret: z.string().optional(),
    identifySecret: z.string().optional(),
  })
  .openapi("CreatedProgram");

/** A program with one version of its settings, as it is shown. */
export interface ProgramRecord {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly objects: number;
  readonly createdAtMs: number;
  readonly version: number;
  readonly effectiveFromMs: number;
  /** Settings as they were stored. */
  readonly settings: string;
}

export type WireProgram = z.output<typeof programSchema>;

/** A program with the version of its settings that was asked for. */
export function presentProgram(record: ProgramRecord): WireProgram {
  const settings = settingsSchema.parse(JSON.parse(record.settings));
  return {
    id: record.id,
    name: record.name,
    currency: record.currency,
    timezone: record.timezone,
    objects: record.objects,
    createdAt: instantOf(record.createdAtMs),
    version: record.version,
    effectiveFrom: instantOf(record.effectiveFromMs),
    ...settings,
  };
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
