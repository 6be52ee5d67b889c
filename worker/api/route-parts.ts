/** Parts that the descriptions of routes share: parameters, contents, credentials, refusals. */
import { z } from "@hono/zod-openapi";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { parsePromoterId, promoterIdOf } from "../../domain/kernel/ids.ts";
import { opaqueIdSchema, programIdSchema } from "../contracts/common.ts";
import { sha256Hex } from "../platform/credentials.ts";
import { ApiProblem } from "../platform/problem.ts";
import type { ApiContext } from "./api-env.ts";

/** Every route of `/v1` needs a bearer. */
export const BEARER = [{ bearer: [] }];

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

function refusal(description: string) {
  return { description, content: { "application/problem+json": { schema: problemSchema } } };
}

/** What any route may answer. Handlers refuse by throwing, so none returns these itself. */
export const REFUSALS = {
  400: refusal("The body is not readable JSON"),
  401: refusal("No valid credentials"),
  404: refusal("Unknown, or not yours"),
  409: refusal("In conflict with what is stored"),
  413: refusal("The body is over 1 MiB"),
  422: refusal("The body or a parameter breaks the schema or a rule"),
  503: refusal("Not available at the moment; see Retry-After"),
};

/** A JSON answer. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body. */
export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}

export const programParams = z.object({ program: programIdSchema });

/** A promoter's id, read to its number. */
export const promoterIdSchema = z
  .string()
  .transform((id, context) => {
    const ref = parsePromoterId(id);
    if (ref !== undefined) return ref;
    context.addIssue({ code: "custom", message: "expected a promoter's id" });
    return z.NEVER;
  })
  .openapi({ type: "string", example: "pr_5k" });

export const promoterParams = z.object({ program: programIdSchema, id: promoterIdSchema });

/** The header of an answer to a repeat. */
export const REPLAY = { "Idempotent-Replay": "true" };

/** The caller's `Idempotency-Key`, or null. @throws ApiProblem `invalid_parameter` when it is no key. */
export function idempotencyKey(c: ApiContext): string | null {
  const header = c.req.header("idempotency-key");
  if (header === undefined) return null;
  const parsed = opaqueIdSchema.safeParse(header);
  if (parsed.success) return parsed.data;
  const errors = [{ path: "Idempotency-Key", message: "expected 1 to 128 visible characters" }];
  throw new ApiProblem("invalid_parameter", { errors });
}

/**
 * Whose keys a caller's keys are: the merchant's, or one promoter's own. Holds a space where it is not empty, so
 * that put before a key no other caller can spell it.
 */
export function namespaceOf(c: ApiContext): string {
  const principal = c.get("principal");
  return principal.kind === "promoter" ? `${promoterIdOf(principal.promoter)} ` : "";
}

/** Tells a repeat from something else: hash of where a request went and of its body, however it was spelled. */
export function requestHash(c: ApiContext): string {
  return sha256Hex(canonicalJson({ path: new URL(c.req.url).pathname, body: c.get("body") }));
}
