/** Parts that the descriptions of routes share: parameters, contents, credentials, refusals. */
import { z } from "@hono/zod-openapi";
import { parsePromoterId } from "../../domain/kernel/ids.ts";
import { programIdSchema } from "./common.shapes.ts";
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
