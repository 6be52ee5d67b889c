/** A program on the wire: what makes one, what changes one, and how it is shown. */
import { z } from "@hono/zod-openapi";
import { type Region, REGIONS } from "../../domain/kernel/region.ts";
import {
  currencySchema,
  instantAnswer,
  named,
  newCurrencySchema,
  programIdSchema,
  textSchema,
} from "../http/common.shapes.ts";
import { type ActorNames, presentSetBy, setByAnswer } from "../http/audit/actor.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { readStored } from "../configuration/read-stored.ts";
import { SETTINGS_EXAMPLE, storedSettingsSchema, settingsShape } from "../configuration/settings.shapes.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

const TIMEZONE = "The IANA time zone in which the program's days and months are counted";

const timezoneSchema = z
  .string()
  .max(64)
  .refine(
    isTimezone,
    ofKind(
      "not_one_of",
      "expected a name of the IANA time zone database with its region, such as Asia/Shanghai, or UTC",
    ),
  )
  .openapi({ example: "Asia/Shanghai", description: TIMEZONE });

const nameSchema = textSchema(200, "The program's name, for people");

const OBJECTS =
  "Durable Objects of each class that the program begins with. Its ledgers can grow by `POST …/objects`, the others not";

const REGION =
  "Where the program's objects lie: near which part of the world, or within which jurisdiction; fixed for ever; null: wherever they are first used";

export const newProgramSchema = named(
  "NewProgram",
  z.strictObject({
    id: programIdSchema,
    name: nameSchema,
    currency: newCurrencySchema,
    timezone: timezoneSchema.default("UTC"),
    objects: z.int().min(1).max(256).default(1).openapi({ description: OBJECTS }),
    region: z.enum(REGIONS).nullable().default(null).openapi({ description: REGION }),
    ...settingsShape,
  }),
  {
    id: "demo",
    name: "Tea shop",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    allowedHosts: ["shop.example"],
    settlement: { holdPeriod: "P7D", minPayout: 1_000 },
  },
);

/** What a merge patch may reach, whole, after the patch. */
export const changeableProgramSchema = z.strictObject({
  name: nameSchema,
  timezone: timezoneSchema.default("UTC"),
  ...settingsShape,
});

export const programPatchSchema = named(
  "ProgramPatch",
  z.record(z.string(), z.unknown()).openapi({
    type: "object",
    additionalProperties: {},
    description:
      "RFC 7396 merge patch of name, timezone and settings; null brings a default back (name has none)",
  }),
  { attribution: { model: "linear" }, settlement: { holdPeriod: null } },
);

const PROGRAM_EXAMPLE = {
  id: "demo",
  name: "Tea shop",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  objects: 1,
  region: null,
  createdAt: "2026-11-22T08:00:00.000Z",
  version: 1,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  setBy: { actor: "operator", name: null },
  ...SETTINGS_EXAMPLE,
};

const shownProgram = {
  id: programIdSchema,
  name: nameSchema,
  currency: currencySchema,
  timezone: z.string().openapi({ example: "Asia/Shanghai", description: TIMEZONE }),
  objects: z.int().openapi({ description: OBJECTS }),
  region: z.enum(REGIONS).nullable().openapi({ description: REGION }),
  createdAt: instantAnswer("When the program was made"),
  version: z.int().openapi({ description: "Version of the settings; it rises with each change" }),
  effectiveFrom: instantAnswer("From when on orders are decided by this version of the settings"),
  setBy: setByAnswer,
  ...settingsShape,
};

export const programSchema = named("Program", z.object(shownProgram), PROGRAM_EXAMPLE);

const ONCE = "in the answer that made the program alone";

export const createdProgramSchema = named(
  "CreatedProgram",
  z.object({
    ...shownProgram,
    apiKey: z
      .string()
      .optional()
      .openapi({ description: `A first API key, ${ONCE}` }),
    webhookSecret: z
      .string()
      .optional()
      .openapi({
        description: `The secret that Standard Webhooks are signed with, ${ONCE}`,
      }),
    identifySecret: z
      .string()
      .optional()
      .openapi({
        description: `The secret under which the merchant's server proves customer ids, ${ONCE}`,
      }),
  }),
  {
    ...PROGRAM_EXAMPLE,
    apiKey: "tk_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
    webhookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    identifySecret: "3f0a7c1e5b9d2846a1c3e5f70918b2d4c6e8fa0b1d3f5a7c9e0b2d4f6a8c0e1f",
  },
);

/** A program with one version of its settings, as it is shown. */
export interface ProgramRecord {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly objects: number;
  readonly region: Region | null;
  readonly createdAtMs: number;
  readonly version: number;
  readonly effectiveFromMs: number;
  /** As the audit names who acts; null: that was not kept. */
  readonly setBy: string | null;
  /** Settings as they were stored. */
  readonly settings: string;
}

export type WireProgram = z.output<typeof programSchema>;

/** A program with the version of its settings that was asked for. */
export function presentProgram(record: ProgramRecord, names: ActorNames): WireProgram {
  const { value: settings } = readStored(storedSettingsSchema, record.settings);
  return {
    id: record.id,
    name: record.name,
    currency: record.currency,
    timezone: record.timezone,
    objects: record.objects,
    region: record.region,
    createdAt: instantOf(record.createdAtMs),
    version: record.version,
    effectiveFrom: instantOf(record.effectiveFromMs),
    setBy: presentSetBy(record.setBy, names),
    ...settings,
  };
}

/** A name with its region: `CST` is a zone of America to some and of China to others. */
export function isTimezone(name: string): boolean {
  if (!name.includes("/") && name !== "UTC") return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
