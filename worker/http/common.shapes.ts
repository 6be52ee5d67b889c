/**
 * Schemas that every contract shares: money, rates, ids, instants, durations, closed lists of words.
 *
 * What an integrator could misread is made by a function that asks for its description, so that none is left out.
 */
import { z } from "@hono/zod-openapi";
import { typedCode } from "../../domain/attribution/coupon-code.ts";
import { parseDurationMs } from "../../domain/kernel/duration.ts";
import { parsePromoterId } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type AmountMinor, isAmountMinor } from "../../domain/kernel/money.ts";
import { isCurrency } from "../../domain/program/currencies.ts";
import { parseInstantMs, parseSentInstantMs } from "./instants.ts";
import { ApiProblem } from "./problem.ts";
import { kindOutside, ofKind, wrongForm } from "./problems/fault-kinds.ts";

const examples = new WeakMap<z.ZodType, unknown>();

/** Gives a schema its name and its example in the API's description. */
export function named<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  example: z.input<Schema>,
): Schema {
  return withExample(schema.openapi(name), example);
}

/** Gives a schema that needs no name its example. */
export function withExample<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>): Schema {
  const shown = schema.openapi({ example } as object);
  examples.set(shown, example);
  return shown;
}

/** The example that a schema was given by {@link named}. */
export function exampleOf<Schema extends z.ZodType>(schema: Schema): z.input<Schema> {
  return examples.get(schema) as z.input<Schema>;
}

/** Formats by which the API's description tells amounts and rates from counts. */
const MINOR_UNITS = "minor-units";
const BASIS_POINTS = "basis-points";

function withinAmounts(least: number) {
  const most = LIMITS.amountMinor;
  return (value: unknown, context: z.RefinementCtx): void => {
    if (typeof value !== "number") {
      context.addIssue({ code: "custom", message: "expected an integer", params: { kind: "wrong_type" } });
    } else if (!isAmountMinor(least < 0 ? Math.abs(value) : value)) {
      const message = `expected an integer from ${least} to ${most}`;
      const params = { problem: "amount_out_of_range", ...kindOutside(value, least, most) };
      context.addIssue({ code: "custom", message, params });
    }
  };
}

/** An integer of minor units, 0 to 10^12; a number outside is `amount_out_of_range`. */
export function amountSchema(of: string) {
  return z
    .unknown()
    .superRefine(withinAmounts(0))
    .transform((value) => (value === 0 ? 0 : value) as AmountMinor)
    .openapi({
      type: "integer",
      format: MINOR_UNITS,
      minimum: 0,
      maximum: LIMITS.amountMinor,
      example: 12_345,
      description: `${of}, in minor units of the program's currency`,
    });
}

/** An amount as our answers spell it; balances may exceed the bound of one order. */
export function amountAnswer(of: string) {
  const description = `${of}, in minor units of the program's currency`;
  return z.int().min(0).openapi({ format: MINOR_UNITS, example: 12_345, description });
}

/** Said in a query as `true` or `false`. */
export function flagQuery(description: string) {
  return z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .openapi({ type: "boolean", description });
}

/** An integer of minor units of a line, which may be below zero; a number outside is `amount_out_of_range`. */
export function signedAmountSchema(of: string) {
  return z
    .unknown()
    .superRefine(withinAmounts(-LIMITS.amountMinor))
    .transform((value) => (value === 0 ? 0 : value) as number)
    .openapi({
      type: "integer",
      format: MINOR_UNITS,
      minimum: -LIMITS.amountMinor,
      maximum: LIMITS.amountMinor,
      example: 12_345,
      description: `${of}, in minor units of the program's currency`,
    });
}

/** Units sold: a number from 0, up to three decimals. */
export function quantitySchema(of: string) {
  return z
    .number()
    .min(0)
    .max(1_000_000)
    .refine((quantity) => Math.abs(quantity * 1_000 - Math.round(quantity * 1_000)) < 1e-6, {
      error: "expected at most three decimals",
    })
    .openapi({ example: 2, description: `${of}; up to three decimals` });
}

/** Said in a query as `true` or `false`; not said, it is false. */
export function switchQuery(description: string) {
  return flagQuery(description).default(false);
}

/** What one amount has more than another; below zero where it has less. */
export function differenceAnswer(of: string) {
  const description = `${of}, in minor units of the program's currency`;
  return z.int().openapi({ format: MINOR_UNITS, example: -500, description });
}

/** A rate in basis points, 0 to 10,000. */
export function rateSchema(of: string) {
  const description = `${of}, in basis points: 1000 is 10 %`;
  return z.int().min(0).max(10_000).openapi({ format: BASIS_POINTS, example: 1_000, description });
}

export function countAnswer(of: string) {
  return z.int().min(0).openapi({ example: 3, description: of });
}

/** Text to milliseconds. */
export function instantSchema(of: string) {
  return z
    .string()
    .transform((text, context) => {
      const ms = parseInstantMs(text);
      if (ms !== undefined) return ms;
      context.addIssue(wrongForm("expected an RFC 3339 instant in UTC"));
      return z.NEVER;
    })
    .openapi({ format: "date-time", example: "2026-11-22T08:00:00Z", description: of });
}

/** Text of an instant with any offset to milliseconds, as shops send it. */
export function sentInstantSchema(of: string) {
  return z
    .string()
    .transform((text, context) => {
      const ms = parseSentInstantMs(text);
      if (ms !== undefined) return ms;
      context.addIssue(wrongForm("expected an RFC 3339 instant"));
      return z.NEVER;
    })
    .openapi({ format: "date-time", example: "2026-11-22T16:00:00+08:00", description: of });
}

/** An instant as our answers spell it. */
export function instantAnswer(of: string) {
  return z.string().openapi({ format: "date-time", example: "2026-11-22T08:00:00.000Z", description: of });
}

/** A duration of ISO 8601 that is no fixed number of milliseconds. */
const CALENDAR_DURATION = /^P(?:\d+Y(?:\d+M)?|\d+M)(?:\d+W)?(?:\d+D)?(?:T\S+)?$/;

/** An ISO 8601 duration of fixed length, at most `mostDays` days, kept as text. */
export function durationSchema(mostDays: number, of: string) {
  return z
    .string()
    .refine((text) => (parseDurationMs(text) ?? Infinity) <= mostDays * 86_400_000, {
      error: ({ input }) =>
        typeof input === "string" && CALENDAR_DURATION.test(input)
          ? "months and years have no fixed length: say days, such as P30D or P365D"
          : `expected an ISO 8601 duration of at most P${mostDays}D`,
    })
    .openapi({ format: "duration", example: "P7D", description: of });
}

export function durationAnswer(of: string) {
  return z.string().openapi({ format: "duration", example: "PT604800S", description: of });
}

/** Milliseconds of a duration that the schema has passed. */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new ApiProblem("invalid_body", { detail: `not a duration: ${text}` });
  return ms;
}

/** A closed list of words, with what it is about and what each word means. */
export function words<Word extends string>(
  about: string,
  list: readonly Word[],
  meanings: Readonly<Record<NoInfer<Word>, string>>,
) {
  const lines = list.map((word) => `- \`${word}\`: ${meanings[word]}`);
  return z.enum(list).openapi({ description: [`${about}.`, "", ...lines].join("\n") });
}

/** No controls, invisible or half characters; single spaces inside alone. */
const VISIBLE = /^(?=.{1,128}$)[^\p{Cc}\p{Cf}\p{Cs}\p{Z}]+(?: [^\p{Cc}\p{Cf}\p{Cs}\p{Z}]+)*$/u;

/** A merchant's id: opaque, 1 to 128 visible characters with single spaces inside, never `.` or `..`. */
export function opaqueIdSchema(of: string, example: string) {
  return z
    .string()
    .refine(
      (text) => VISIBLE.test(text) && text !== "." && text !== "..",
      ofKind("wrong_form", `expected 1 to ${LIMITS.idCharacters} visible characters, not "." or ".."`),
    )
    .openapi({
      minLength: 1,
      maxLength: LIMITS.idCharacters,
      example,
      description: `${of}: 1 to ${LIMITS.idCharacters} visible characters`,
    });
}

/** A coupon's code as people type it: without what nobody sees. */
export function typedCodeSchema(description: string) {
  const code = opaqueIdSchema(description, "LILEI10");
  return z.string().transform(typedCode).pipe(code).openapi({ description, example: "LILEI10" });
}

export const programIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .openapi({ example: "demo", description: "The program's id, as the merchant chose it" });

export const orderIdSchema = opaqueIdSchema("The merchant's id of the order", "order-1001");
export const customerIdSchema = opaqueIdSchema("The merchant's id of the customer", "user-77");
export const memberIdSchema = opaqueIdSchema(
  "The merchant's id of the member; promoters and customers share one namespace",
  "user-12",
);
export const campaignIdSchema = opaqueIdSchema("The merchant's id of the campaign", "double-eleven");
export const productIdSchema = opaqueIdSchema("The merchant's id of the product", "tea-250g");
export const categoryIdSchema = opaqueIdSchema("The merchant's id of the category", "tea");

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .openapi({ example: "CNY", description: "ISO 4217 code" });

/** A currency that a program can be in: a slip cannot be put right afterwards, and every order would be refused. */
export const newCurrencySchema = z
  .string()
  .refine(isCurrency, ofKind("not_one_of", "expected a current ISO 4217 code, such as CNY"))
  .openapi({
    example: "CNY",
    pattern: "^[A-Z]{3}$",
    description: "A current ISO 4217 code; it is fixed for ever",
  });

/** A promoter's id, read to its number. */
export const promoterIdSchema = z
  .string()
  .transform((id, context) => {
    const ref = parsePromoterId(id);
    if (ref !== undefined) return ref;
    context.addIssue(wrongForm("expected a promoter's id"));
    return z.NEVER;
  })
  .openapi({ example: "pr_5k", description: "The promoter's id" });

/** An id of ours as our answers spell it. */
export function idAnswer(of: string, example: string) {
  return z.string().openapi({ example, description: of });
}

/** Blanks are nothing said. Marks that turn the direction of what follows show another text than the one that is there. */
const SAID = /^(?=[\s\p{Cf}]*[^\s\p{Cf}])[^\p{Cc}\p{Cs}\u202a-\u202e]*$/u;
const SAID_LINES =
  /^(?=[\s\p{Cf}]*[^\s\p{Cf}])[^\p{Cc}\p{Cs}\u202a-\u202e]*(?:\n[^\p{Cc}\p{Cs}\u202a-\u202e]*)*$/u;

function printable(most: number, pattern: RegExp, of: string): z.ZodString {
  const error = "expected text without control characters or marks of direction, and not blanks alone";
  const text = z.string().min(1).max(most).regex(pattern, { error });
  return text.openapi({ pattern: pattern.source, description: of });
}

/** A line of text for people: 1 to `most` characters, no controls, and not blanks alone. */
export const textSchema = (most: number, of: string) => printable(most, SAID, of);
/** Such text that may have several lines. */
export const linesSchema = (most: number, of: string) => printable(most, SAID_LINES, of);

/** The path of what belongs to a program. */
export const programParams = z.object({ program: programIdSchema });
export const promoterParams = z.object({ program: programIdSchema, id: promoterIdSchema });
export const orderParams = z.object({ program: programIdSchema, orderId: orderIdSchema });

/** The header by which a repeat of a write is recognised. */
export const idempotencyKeySchema = opaqueIdSchema("The caller's own key of a write", "0b9f3a52-7c1e");

/** Text of any media type. */
export const plainText = z.string();
