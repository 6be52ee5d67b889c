/** Keys, tokens and secrets on the wire. What is secret is shown in the answer that made it, and never again. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import type { ApiKey } from "./api-keys.tables.ts";
import type { PromoterToken } from "./promoter-tokens.tables.ts";
import { credentialId } from "../platform/credentials.ts";
import { WEBHOOK_SOURCES, type WebhookSource } from "../configuration/webhook-sources.ts";
import {
  durationSchema,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  promoterParams,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { DEFAULT_SCOPES, SCOPES, SCOPES_MEAN, scopesOf } from "./scopes.ts";

const REVOKED = "When it was revoked; null while it is valid";

const scopeSchema = words("What the key reaches", SCOPES, SCOPES_MEAN);

export const newApiKeySchema = named(
  "NewApiKey",
  z.strictObject({
    name: textSchema(100, "What the key is for, for people").default("unnamed"),
    scopes: z
      .array(scopeSchema)
      .min(1)
      .max(SCOPES.length)
      .refine((list) => new Set(list).size === list.length, { error: "expected each scope once" })
      .default([...DEFAULT_SCOPES])
      .openapi({ description: "What the key reaches" }),
  }),
  { name: "shop server", scopes: ["orders", "read"] },
);

export const apiKeySchema = named(
  "ApiKey",
  z.object({
    id: idAnswer("The key's id, by which it is revoked", "ak_1"),
    name: z.string().openapi({ description: "What the key is for, for people" }),
    key: z.string().optional().openapi({ description: "The key itself, in the answer that made it alone" }),
    scopes: z.array(scopeSchema).openapi({ description: "What the key reaches" }),
    createdAt: instantAnswer("When the key was made"),
    revokedAt: instantAnswer(REVOKED).nullable(),
  }),
  {
    id: "ak_1",
    name: "shop server",
    key: "tk_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
    scopes: ["orders", "read"],
    createdAt: "2026-11-22T08:00:00.000Z",
    revokedAt: null,
  },
);

export const apiKeyParams = z.object({
  program: programIdSchema,
  id: idAnswer("The key's id", "ak_1"),
});

export function presentApiKey(key: ApiKey): z.output<typeof apiKeySchema> {
  return {
    id: credentialId("ak", key.number),
    name: key.name,
    scopes: [...scopesOf(key.scopes)],
    createdAt: instantOf(key.createdAtMs),
    revokedAt: key.revokedAtMs === null ? null : instantOf(key.revokedAtMs),
  };
}

export const newPromoterTokenSchema = named(
  "NewPromoterToken",
  z.strictObject({
    expiresIn: durationSchema(
      400,
      "For how long the token is valid, at most the program's `promoter.maxTokenLife`; absent: 30 days",
    ).optional(),
  }),
  { expiresIn: "P30D" },
);

export const promoterTokenSchema = named(
  "PromoterToken",
  z.object({
    id: idAnswer("The token's id, by which it is revoked", "pt_1"),
    token: z
      .string()
      .optional()
      .openapi({ description: "The token itself, in the answer that made it alone" }),
    createdAt: instantAnswer("When the token was made"),
    expiresAt: instantAnswer("From when on the token is refused"),
    revokedAt: instantAnswer(REVOKED).nullable(),
  }),
  {
    id: "pt_1",
    token: "tp_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
    createdAt: "2026-11-22T08:00:00.000Z",
    expiresAt: "2026-12-22T08:00:00.000Z",
    revokedAt: null,
  },
);

export const promoterTokenParams = promoterParams.extend({ token: idAnswer("The token's id", "pt_1") });

export function presentPromoterToken(token: PromoterToken): z.output<typeof promoterTokenSchema> {
  return {
    id: credentialId("pt", token.number),
    createdAt: instantOf(token.createdAtMs),
    expiresAt: instantOf(token.expiresAtMs),
    revokedAt: token.revokedAtMs === null ? null : instantOf(token.revokedAtMs),
  };
}

const SOURCES = Object.fromEntries(
  Object.entries(WEBHOOK_SOURCES).map(([name, { means }]) => [name, means]),
) as Record<WebhookSource, string>;

/** The path of what belongs to a source of webhooks. */
export const sourceParams = z.object({
  program: programIdSchema,
  source: words("Who signs the webhooks", namesOf(SOURCES), SOURCES).openapi({ example: "standard" }),
});

export const rotationSchema = named(
  "SecretRotation",
  z.strictObject({
    secret: z.string().min(8).max(10_000).optional().openapi({
      description: "The vendor's secret, for sources that make their own; else one is made",
    }),
    expiresAt: instantSchema(
      "Until when the secrets before stay valid: at most 90 days ahead, in 24 hours by default. null: without end, for a " +
        "second sender that signs with a secret of its own",
    )
      .nullable()
      .optional(),
  }),
  { expiresAt: "2026-11-23T08:00:00Z" },
);

export const rotatedSchema = named(
  "RotatedSecret",
  z.object({
    source: z.string().openapi({ description: "The source of webhooks, or `identify`" }),
    secret: z.string().optional().openapi({
      description: "The new secret, in the answer that made it alone; it counts at once",
    }),
    oldSecretExpiresAt: instantAnswer(
      "From when on the secrets before are refused, unless they end sooner; the new one has no end. null: they stay",
    ).nullable(),
    expiresAt: instantAnswer("The end of the secrets before, as `oldSecretExpiresAt`; null: none").nullable(),
  }),
  {
    source: "standard",
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    oldSecretExpiresAt: "2026-11-23T08:00:00.000Z",
    expiresAt: "2026-11-23T08:00:00.000Z",
  },
);

/** The number of an id made by {@link credentialId}; undefined for anything else. */
export function parseCredentialId(kind: "ak" | "pe" | "pt", id: string): number | undefined {
  const digits = new RegExp(`^${kind}_([0-9a-z]{1,10})$`).exec(id)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 36);
}
