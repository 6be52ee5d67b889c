/**
 * Makes share links. A chosen slug is the link's own id; a generated one is remembered with the `Idempotency-Key`
 * before the link is stored, so that a repeat, also after a crash between the two, ends in the same link.
 */
import type { z } from "@hono/zod-openapi";
import { type PromoterRef } from "../../domain/kernel/ids.ts";
import { checkDestination } from "../../domain/tracking/destination.ts";
import type { newLinkSchema } from "../contracts/link.ts";
import { claimKey } from "../db/idempotency.ts";
import { findLinkBySlug, insertLink, type Link, type NewLink } from "../db/links.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../platform/problem.ts";
import { newSlug } from "../platform/slugs.ts";
import { type ApiContext, requireProgram } from "./api-env.ts";
import { attemptOf, resourceOf } from "./attempts.ts";

export interface MadeLink {
  readonly created: boolean;
  readonly link: Link;
}

/** New slugs tried when one is taken: once in 2^40 for each stored link. */
const SLUGS_TRIED = 3;

/**
 * @throws ApiProblem `slug_taken`, `idempotency_conflict`, `destination_not_allowed`.
 */
export async function makeLink(
  c: ApiContext,
  promoter: PromoterRef,
  wanted: z.output<typeof newLinkSchema>,
): Promise<MadeLink> {
  const { program } = requireProgram(c);
  const { slug, destination, campaignId, productId, expiresAt, preview } = wanted;
  const attempt = attemptOf(c, "links", slug ?? newSlug(keyRing(c.env)));
  const claimed = attempt.key === null ? { kind: "first" as const } : await claimKey(c.env.CONFIG, attempt);
  const { created, resource } = resourceOf(attempt, claimed);
  const known = created ? null : await findLinkBySlug(c.env.LINKS, resource);
  if (known !== null) return { created: false, link: known };
  const link: NewLink = {
    slug: resource,
    programId: program.id,
    promoter,
    destination: allowedDestination(destination, program.wireSettings.at(-1)?.value.allowedHosts ?? []),
    campaignId: campaignId ?? null,
    productId: productId ?? null,
    expiresAtMs: expiresAt ?? null,
    preview: preview ?? null,
    createdAtMs: attempt.nowMs,
  };
  const mayRetry = slug === undefined && attempt.key === null;
  return store(c.env, link, mayRetry ? SLUGS_TRIED : 1);
}

async function store(env: Env, link: NewLink, tries: number): Promise<MadeLink> {
  const insertion = await insertLink(env.LINKS, link);
  if (insertion.kind === "inserted") return { created: true, link: insertion.link };
  const known = await findLinkBySlug(env.LINKS, link.slug);
  if (known !== null && isSameLink(known, link)) return { created: false, link: known };
  if (tries > 1) return store(env, { ...link, slug: newSlug(keyRing(env)) }, tries - 1);
  throw new ApiProblem("slug_taken");
}

/** What makes it the same link: whose it is and where it leads; the rest may have been changed since. */
function isSameLink(known: Link, wanted: NewLink): boolean {
  return (
    known.programId === wanted.programId &&
    known.promoter === wanted.promoter &&
    known.destination === wanted.destination
  );
}

/** The address in the standard's spelling. @throws ApiProblem `destination_not_allowed` (422) with the reason. */
export function allowedDestination(text: string, allowedHosts: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const verdict = url === undefined ? undefined : checkDestination(url, allowedHosts);
  if (url !== undefined && verdict?.kind === "allowed") return url.href;
  const message = verdict?.kind === "refused" ? verdict.reason : "not an absolute address";
  throw new ApiProblem("destination_not_allowed", { errors: [{ path: "destination", message }] });
}
