/** Keys, tokens and secrets on the wire. What is secret is shown in the answer that made it, and never again. */
import { z } from "@hono/zod-openapi";
import type { ApiKey } from "./api-keys.tables.ts";
import type { PromoterToken } from "./promoter-tokens.tables.ts";
import {
  durationSchema,
  instantAnswer,
  instantOf,
  instantSchema,
  textSchema,
} from "../http/common.shapes.ts";

export const newApiKeySchema = z
  .strictObject({ name: textSchema(100).default("unnamed") })
  .openapi("NewApiKey");

export const apiKeySchema = z
  .object({
    id: z.string().openapi({ example: "ak_1" }),
    name: z.string(),
    key: z.string().optional(),
    createdAt: instantAnswer,
    revokedAt: instantAnswer.nullable(),
  })
  .openapi("ApiKey");

export function presentApiKey(key: ApiKey): z.output<typeof apiKeySchema> {
  return {
    id: credentialId("ak", key.number),
    name: key.name,
    createdAt: instantOf(key.createdAtMs),
    revokedAt: key.revokedAtMs === null ? null : instantOf(key.revokedAtMs),
  };
}

export const newPromoterTokenSchema = z
  .strictObject({ expiresIn: durationSchema(400).default("P30D") })
  .openapi("NewPromoterToken");

export const promoterTokenSchema = z
  .object({
    id: z.string().openapi({ example: "pt_1" }),
    token: z.string().optional(),
    createdAt: instantAnswer,
    expiresAt: instantAnswer,
    revokedAt: instantAnswer.nullable(),
  })
  .openapi("PromoterToken");

export function presentPromoterToken(token: PromoterToken): z.output<typeof promoterTokenSchema> {
  return {
    id: credentialId("pt", token.number),
    createdAt: instantOf(token.createdAtMs),
    expiresAt: instantOf(token.expiresAtMs),
    revokedAt: token.revokedAtMs === null ? null : instantOf(token.revokedAtMs),
  };
}

export const rotationSchema = z
  .strictObject({
    secret: z.string().min(8).max(512).optional().openapi({
      description: "The vendor's secret, for sources that make their own; else one is made",
    }),
    expiresAt: instantSchema.optional().openapi({
      description: "Until when the old secret stays valid; in 24 hours by default",
    }),
  })
  .openapi("SecretRotation");

export const rotatedSchema = z
  .object({
    source: z.string(),
    secret: z.string().optional(),
    expiresAt: instantAnswer.openapi({ description: "From when on the old secret is refused" }),
  })
  .openapi("RotatedSecret");

/** `ak_1`, `pt_1`: a kind and the row's number. */
function credentialId(kind: "ak" | "pt", number: number): string {
  return `${kind}_${number.toString(36)}`;
}

/** The number of an id made by {@link credentialId}; undefined for anything else. */
export function parseCredentialId(kind: "ak" | "pt", id: string): number | undefined {
  const digits = new RegExp(`^${kind}_([0-9a-z]{1,10})$`).exec(id)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 36);
}
