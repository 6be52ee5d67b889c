/** Parts that the descriptions of routes share: contents of requests and answers, refusals. */
import type { z } from "@hono/zod-openapi";
import { plainText } from "./common.shapes.ts";
import { problemSchema } from "./problem.shapes.ts";
import { withReasonSchema } from "./audit/reason.shapes.ts";

/** What a route may refuse, by status. Handlers refuse by throwing, so none returns these itself. */
const REFUSALS = {
  400: "The body is not readable JSON",
  401: "No valid credentials",
  403: "The key has not the scope, or the token may not write this",
  404: "Unknown, or not yours",
  409: "In conflict with what is stored",
  413: "The body is over 1 MiB",
  422: "The body or a parameter breaks the schema or a rule",
  429: "The credentials call too often, or one at a time runs; see Retry-After",
  503: "Not available at the moment; see Retry-After",
} as const;

export type RefusalStatus = keyof typeof REFUSALS;

/** The descriptions of refusals, by status. */
export function refusals(statuses: readonly RefusalStatus[]) {
  return Object.fromEntries(
    statuses.map((status) => [status, problemAnswer(problemSchema, REFUSALS[status])]),
  );
}

/** A refusal whose document has more members than others. */
export function problemAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/problem+json": { schema } } };
}

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** An answer that is text of a media type. */
export function text<Type extends string>(type: Type, description: string) {
  const content = { [type]: { schema: plainText } } as Record<Type, { schema: typeof plainText }>;
  return { description, content };
}

/** A JSON body. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A JSON body that says why, where anybody does. */
export function whyBody() {
  return { required: false, content: { "application/json": { schema: withReasonSchema } } };
}

/** A JSON body that is described, and read by the handler itself. @param name of a registered schema. */
export function bodyNamed(name: string) {
  const schema = { $ref: `#/components/schemas/${name}` };
  return { required: true, content: { "application/json": { schema } } };
}

/** The header of an answer to a repeat. */
export const REPLAY = { "Idempotent-Replay": "true" };
