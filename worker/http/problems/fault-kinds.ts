/** Of which kind a fault of a body or parameter is. Programs and pages say these fixed words in a language of their own. */
import type { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";

export const FAULT_KINDS_MEAN = {
  required: "it is not there",
  unknown_member: "there is no such member or parameter",
  wrong_type: "it is of another type",
  not_an_integer: "it is no whole number",
  not_one_of: "it is none of the words or values that are taken",
  wrong_form: "it is a text that is not written as it has to be",
  too_short: "the text has fewer characters than `limit`",
  too_long: "the text has more characters than `limit`",
  too_few: "the list has fewer items than `limit`",
  too_many: "the list has more items than `limit`",
  too_small: "the number is below `limit`",
  too_large: "the number is above `limit`",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS_MEAN;

export const FAULT_KINDS = namesOf(FAULT_KINDS_MEAN);

/** Absent where the sentence alone says what is wrong, as for rules over several members. */
export interface KindOfFault {
  readonly kind?: FaultKind | undefined;
  /** The bound of a kind that names one; absent where the bound itself is refused as well. */
  readonly limit?: number | undefined;
}

/** @param sent what was parsed: the issue itself does not say whether something was there. */
export function kindOfIssue(issue: z.core.$ZodIssue, sent: unknown): KindOfFault {
  if (isOfValue(issue) && valueAt(sent, issue.path) === undefined) return { kind: "required" };
  switch (issue.code) {
    case "invalid_type":
      return { kind: issue.expected === "int" ? "not_an_integer" : "wrong_type" };
    case "unrecognized_keys":
      return { kind: "unknown_member" };
    case "invalid_value":
      return { kind: "not_one_of" };
    case "invalid_format":
      return { kind: "wrong_form" };
    case "too_small":
      return bounded(SMALL, issue, issue.minimum);
    case "too_big":
      return bounded(BIG, issue, issue.maximum);
    case "custom":
      return saidBySchema(issue);
    case "invalid_element":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
    default:
      return {};
  }
}

/** What a rule of a schema's own says of what it refuses. */
export function ofKind(
  kind: FaultKind,
  error: string,
): { readonly error: string; readonly params: KindOfFault } {
  return { error, params: { kind } };
}

/** What a schema that reads a text by itself says of one that it cannot read. */
export function wrongForm(message: string) {
  return { code: "custom", message, params: { kind: "wrong_form" satisfies FaultKind } } as const;
}

/** Of a number that is no integer from `least` to `most`, for `params` of an issue that a schema adds itself. */
export function kindOutside(value: number, least: number, most: number): KindOfFault {
  if (!Number.isInteger(value)) return { kind: "not_an_integer" };
  return value < least ? { kind: "too_small", limit: least } : { kind: "too_large", limit: most };
}

function saidBySchema({ params }: z.core.$ZodIssueCustom): KindOfFault {
  const kind = FAULT_KINDS.find((one) => one === params?.["kind"]);
  const limit: unknown = params?.["limit"];
  if (kind === undefined) return {};
  return typeof limit === "number" ? { kind, limit } : { kind };
}

/** Whether it says that the value cannot be what stands there at all. */
function isOfValue(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "custom") return saidBySchema(issue).kind === "wrong_type";
  return ["invalid_type", "invalid_value", "invalid_union"].includes(issue.code);
}

function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  let value = sent;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

type Measured = "string" | "array" | "number";
type Bounds = Readonly<Record<Measured, FaultKind>>;

const SMALL: Bounds = { string: "too_short", array: "too_few", number: "too_small" };
const BIG: Bounds = { string: "too_long", array: "too_many", number: "too_large" };

function bounded(
  kinds: Bounds,
  { origin, inclusive }: { readonly origin: string; readonly inclusive?: boolean },
  limit: number | bigint,
): KindOfFault {
  const measured = origin === "int" ? "number" : origin;
  if (!isMeasured(measured)) return {};
  const kind = kinds[measured];
  return inclusive === false ? { kind } : { kind, limit: Number(limit) };
}

function isMeasured(origin: string): origin is Measured {
  return Object.hasOwn(SMALL, origin);
}
