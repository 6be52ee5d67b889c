/** Shapes that every contract shares: money, ids, instants, durations, and how a failed parse becomes a refusal. */
import { z } from "@hono/zod-openapi";
import { parseDurationMs } from "../../domain/kernel/duration.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type AmountMinor, isAmountMinor } from "../../domain/kernel/money.ts";
import { PROBLEMS, type ProblemCode } from "./problem-catalogue.ts";
import { ApiProblem, type Fault } from "./problem.ts";

/** An integer of minor units, 0 to 10^12; a number outside is `amount_out_of_range`. */
export const amountSchema = z
  .unknown()
  .superRefine((value, context) => {
    if (typeof value !== "number") {
      context.addIssue({ code: "custom", message: "expected an integer" });
    } else if (!isAmountMinor(value)) {
      const message = `expected an integer from 0 to ${LIMITS.amountMinor}`;
      context.addIssue({ code: "custom", message, params: { problem: "amount_out_of_range" } });
    }
  })
  .transform((value) => (value === 0 ? 0 : value) as AmountMinor)
  .openapi({ type: "integer", minimum: 0, maximum: LIMITS.amountMinor, example: 12_345 });

/** No spaces, controls, invisible or half characters. */
const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Z}]{1,128}$/u;

/** A merchant's id: opaque, 1 to 128 visible characters, never `.` or `..`. */
export const opaqueIdSchema = z
  .string()
  .refine((text) => VISIBLE.test(text) && text !== "." && text !== "..", {
    error: `expected 1 to ${LIMITS.idCharacters} visible characters, not "." or ".."`,
  })
  .openapi({ type: "string", minLength: 1, maxLength: LIMITS.idCharacters });

export const programIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .openapi({ example: "demo" });

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .openapi({ example: "CNY" });

/** A rate in basis points, 0 to 10,000. */
export const rateBpsSchema = z.int().min(0).max(10_000);

/** A line of text for people: 1 to `most` characters, no controls. */
export function textSchema(most: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?[Zz]$/;

/** Milliseconds of an RFC 3339 instant in UTC; undefined for anything else, a 30th of February too. */
export function parseInstantMs(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const upper = text.toUpperCase();
  const ms = Date.parse(upper);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== upper.slice(0, 10)) return undefined;
  return ms;
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Text to milliseconds. */
export const instantSchema = z
  .string()
  .transform((text, context) => {
    const ms = parseInstantMs(text);
    if (ms !== undefined) return ms;
    context.addIssue({ code: "custom", message: "expected an RFC 3339 instant in UTC" });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date-time", example: "2026-11-22T08:00:00Z" });

/** An instant as our answers spell it. */
export const instantAnswer = z.string().openapi({ format: "date-time", example: "2026-11-22T08:00:00.000Z" });

/** An amount as our answers spell it; balances may exceed the bound of one order. */
export const amountAnswer = z.int().min(0).openapi({ example: 12_345 });

/** An ISO 8601 duration of fixed length, at most `mostDays` days, kept as text. */
export function durationSchema(mostDays: number) {
  return z
    .string()
    .refine((text) => (parseDurationMs(text) ?? Infinity) <= mostDays * 86_400_000, {
      error: `expected an ISO 8601 duration of at most P${mostDays}D`,
    })
    .openapi({ type: "string", format: "duration", example: "P7D" });
}

/** Milliseconds of a duration that the schema has passed. */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new ApiProblem("invalid_body", { detail: `not a duration: ${text}` });
  return ms;
}

/** What is told of a bad body: a hostile one is not sent back whole. */
const MOST_FAULTS = 100;
const MOST_CHARACTERS = 300;

/** The faults of a failed parse, each with its path as `items[0].amount`. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues
    .slice(0, MOST_FAULTS)
    .flatMap(faultsOfIssue)
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => ({
      path: path.slice(0, MOST_CHARACTERS),
      message: message.slice(0, MOST_CHARACTERS),
    }));
}

/** An unknown field is told at its own path. */
function faultsOfIssue(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== "unrecognized_keys") return [{ path: pathText(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: "unknown field" }));
}

/** The code of a failed parse: one that a rule of the contract names, else `otherwise`. */
export function codeOf(issues: readonly z.core.$ZodIssue[], otherwise: ProblemCode): ProblemCode {
  for (const issue of issues) {
    const named: unknown = issue.code === "custom" ? issue.params?.["problem"] : undefined;
    if (typeof named === "string" && named in PROBLEMS) return named as ProblemCode;
  }
  return otherwise;
}

/** Parses a body, or refuses it. @throws ApiProblem `invalid_body` or the code that a rule names. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new ApiProblem(codeOf(issues, "invalid_body"), { errors: faultsOf(issues) });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`,
    )
    .join("");
}
