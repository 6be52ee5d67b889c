/** Seals and opens what a vendor's API is asked by, bound to its program and source: address and keys are one text. */
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import type { WebhookSource } from "../../configuration/webhook-sources.ts";
import type { KeyRing } from "../../platform/keys.ts";
import { seal, unseal } from "../../platform/sealed-secrets.ts";
import { ApiProblem } from "../../http/problem.ts";
import { SOURCES } from "../sources.ts";
import type { VendorApi } from "./vendor-api.ts";

type Program = Pick<ProgramConfig, "id">;

function useOf({ id }: Program, source: WebhookSource): string {
  return `api-key:${id}:${source}`;
}

/** @param keys as the source's schema reads them. */
export function sealApiKey(ring: KeyRing, program: Program, source: WebhookSource, keys: unknown): string {
  return seal(ring, useOf(program, source), JSON.stringify(keys));
}

/** @returns undefined where the key that sealed them is gone, or a later version of the code set them. */
export function openApiKey(ring: KeyRing, program: Program, source: WebhookSource, sealed: string): unknown {
  const text = unseal(ring, useOf(program, source), sealed);
  if (text === undefined) return undefined;
  return SOURCES[source].api?.keySchema.safeParse(JSON.parse(text)).data;
}

/** @throws ApiProblem `source_not_listed` for a source whose vendor lists nothing. */
export function apiOf(source: WebhookSource): VendorApi {
  const { api } = SOURCES[source];
  if (api === undefined) throw new ApiProblem("source_not_listed");
  return api;
}
