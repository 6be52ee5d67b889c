/** Rotation of a program's secrets: the new one counts at once, the old one until it expires. */
import { untilItCounts } from "../configuration/trusted-versions.ts";
import type { z } from "@hono/zod-openapi";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { rotatedSchema, rotationSchema, sourceParams } from "./credentials.shapes.ts";
import { rotateSecret } from "./secrets.tables.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { newIdentifySecret, type SecretSource, secretUse } from "../configuration/program-secrets.ts";
import { chooseSecret, WEBHOOK_SOURCES } from "../configuration/webhook-sources.ts";
import { seal } from "../platform/sealed-secrets.ts";
import { type ApiApp, type ApiContext, requireProgram } from "./api-env.ts";
import { attemptOf, isRepeat, resourceOf } from "./attempts.ts";
import { defineRoute } from "./route.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";

const DAY_MS = 86_400_000;
/** An old secret lives on for at most this long. */
const LONGEST_OVERLAP_MS = 90 * DAY_MS;
/** Secrets of one source that may be valid at once: each is tried on every webhook. */
const VALID_AT_ONCE = 5;

const rotateSource = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/sources/{source}/secrets",
  operationId: "rotateWebhookSecret",
  tag: "Secrets",
  summary: "Rotate the secret of a webhook source",
  access: ["operator", "key:keys+orders"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: sourceParams, body: body(rotationSchema) },
  responses: {
    200: json(rotatedSchema, "Rotated before under this Idempotency-Key: without the secret"),
    201: json(rotatedSchema, "Rotated"),
  },
});

const rotateIdentify = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/identify-secrets",
  operationId: "rotateIdentifySecret",
  tag: "Secrets",
  summary: "Rotate the secret under which the merchant's server proves customer ids",
  access: ["operator", "key:keys+orders"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: programParams, body: body(rotationSchema) },
  responses: {
    200: json(rotatedSchema, "Rotated before under this Idempotency-Key: without the secret"),
    201: json(rotatedSchema, "Rotated"),
  },
});

export function registerSecrets(app: ApiApp): void {
  app.openapi(rotateSource, async (c) => {
    const { rotated, created } = await rotate(c, c.req.valid("param").source, c.req.valid("json"));
    return created ? c.json(rotated, 201) : c.json(rotated, 200, REPLAY);
  });
  app.openapi(rotateIdentify, async (c) => {
    const { rotated, created } = await rotate(c, "identify", c.req.valid("json"));
    c.get("changes").programChanged(requireProgram(c).program.id);
    return created ? c.json(rotated, 201) : c.json(rotated, 200, REPLAY);
  });
}

async function rotate(c: ApiContext, source: SecretSource, asked: z.output<typeof rotationSchema>) {
  const { program } = requireProgram(c);
  const nowMs = Date.now();
  const oldExpiresAtMs = asked.expiresAt === undefined ? nowMs + DAY_MS : asked.expiresAt;
  if (oldExpiresAtMs !== null) refuseOverlap(oldExpiresAtMs - nowMs);
  const secret = nextSecret(source, asked.secret);
  const goesOn = oldExpiresAtMs === null || oldExpiresAtMs > nowMs;
  const valid = program.secrets.filter(
    (known) => goesOn && known.source === source && (known.expiresAtMs ?? Infinity) > nowMs,
  );
  const sealed = seal(keyRing(c.env), secretUse(program.id, source), secret);
  const attempt = attemptOf(c, `secrets:${source}`, `${oldExpiresAtMs}:${sealed}`);
  if (valid.length >= VALID_AT_ONCE && !(await isRepeat(c.env, attempt)))
    throw new ApiProblem("too_many_keys", { detail: "old secrets are still valid" });
  const outcome = await rotateSecret(c.env.CONFIG, attempt, { source, sealed, oldExpiresAtMs });
  const { created, resource } = resourceOf(attempt, outcome);
  await untilItCounts();
  const [oldEnd = ""] = resource.split(":");
  const oldSecretExpiresAt = oldEnd === "null" ? null : instantOf(Number(oldEnd));
  const rotated = { source, oldSecretExpiresAt, expiresAt: oldSecretExpiresAt };
  return { created, rotated: { ...rotated, ...(created ? { secret } : {}) } };
}

function refuseOverlap(overlapMs: number): void {
  if (overlapMs <= LONGEST_OVERLAP_MS) return;
  throw new ApiProblem("invalid_body", {
    errors: [{ path: "expiresAt", message: "at most 90 days ahead" }],
  });
}

function nextSecret(source: SecretSource, given: string | undefined): string {
  if (source === "identify") return given ?? newIdentifySecret();
  const choice = chooseSecret(WEBHOOK_SOURCES[source], given);
  if (choice.kind === "secret") return choice.secret;
  throw new ApiProblem("invalid_body", { errors: [{ path: "secret", message: choice.message }] });
}
