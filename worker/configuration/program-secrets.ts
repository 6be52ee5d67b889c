/** The secrets of a program that are valid now: the present one and those of a rotation not yet over. */
import { randomBytes } from "node:crypto";
import type { ProgramConfig } from "./program-config.tables.ts";
import type { KeyRing } from "../platform/keys.ts";
import type { WebhookSource } from "./webhook-sources.ts";
import { unseal } from "../platform/sealed-secrets.ts";

/** `identify` is the source of the secret for proofs of identity. */
export type SecretSource = WebhookSource | "identify";

/** What a secret is sealed for. */
export function secretUse(programId: string, source: SecretSource): string {
  return `secret:${programId}:${source}`;
}

/** The valid secrets of a source, newest first; a `standard` one reads `whsec_` and base64. */
export function activeSecrets(
  ring: KeyRing,
  program: Pick<ProgramConfig, "id" | "secrets">,
  source: SecretSource,
  nowMs: number,
): string[] {
  return program.secrets
    .filter((secret) => secret.source === source)
    .filter((secret) => secret.expiresAtMs === null || secret.expiresAtMs > nowMs)
    .map((secret) => unseal(ring, secretUse(program.id, source), secret.sealed))
    .filter((secret) => secret !== undefined);
}

/** A new random secret for proofs of identity. */
export function newIdentifySecret(): string {
  return randomBytes(32).toString("hex");
}
