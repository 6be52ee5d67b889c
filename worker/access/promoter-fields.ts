/**
 * What a promoter's token may write, member by member of every body that it may send. What is not granted here is the
 * merchant's: a promoter cannot set by what it is paid, nor undo what the merchant did.
 */
import type { MiddlewareHandler } from "hono";
import { ApiProblem } from "../http/problem.ts";
import type { ApiEnv } from "./api-env.ts";

/**
 * - `own`: the promoter's, always.
 * - `until_changed`: the promoter's of what it made itself, until the merchant writes it or disables it.
 * - `merchant`: the merchant's alone.
 */
export type FieldOwner = "own" | "until_changed" | "merchant";

/** By the operation's id. A test compares them with the bodies of the API's description. */
export const PROMOTER_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldOwner>>>> = {
  createLink: {
    promoterId: "own",
    destination: "own",
    slug: "merchant",
    campaignId: "merchant",
    productId: "merchant",
    expiresAt: "merchant",
    expiredUrl: "merchant",
    preview: "merchant",
  },
  changeLink: {
    destination: "until_changed",
    status: "until_changed",
    campaignId: "merchant",
    productId: "merchant",
    expiresAt: "merchant",
    expiredUrl: "merchant",
    preview: "merchant",
  },
  acceptTerms: { version: "own" },
  requestPayout: { amount: "own" },
  appealRiskCase: { text: "own" },
  createWebhookEndpoint: { url: "own", events: "own", description: "own" },
  changeWebhookEndpoint: { url: "own", events: "own", description: "own", state: "own" },
  // Reasons are kept in the merchant's audit.
  deleteWebhookEndpoint: { reason: "merchant" },
  rotateEndpointSecret: { expiresAt: "own" },
  replayEvents: { from: "own", to: "own" },
  writeShareCopy: {
    product: "own",
    occasion: "own",
    language: "own",
    tone: "own",
    length: "own",
    platform: "own",
    linkId: "own",
    count: "own",
    variants: "own",
  },
  proposePayee: { kind: "own", name: "own", bank: "own", account: "own", openId: "own" },
};

/** Stands behind the reader of the body. */
export function promoterFieldsOf(operationId: string): MiddlewareHandler<ApiEnv> {
  const fields = new Map(Object.entries(PROMOTER_FIELDS[operationId] ?? {}));
  return async (c, next) => {
    const body = c.get("body");
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    if (c.get("principal").kind === "promoter" && isObject) {
      refuseFields(Object.keys(body).filter((name) => (fields.get(name) ?? "merchant") === "merchant"));
    }
    await next();
  };
}

/** @throws ApiProblem `field_not_yours` that names each, where there are any. */
export function refuseFields(names: readonly string[]): void {
  if (names.length === 0) return;
  const errors = names.map((path) => ({ path, message: "the merchant's to write" }));
  throw new ApiProblem("field_not_yours", { errors });
}
