/**
 * Makes share links. A chosen slug is the link's own id. A generated one is remembered with the `Idempotency-Key`
 * before the link is stored. So a repeat, also after a crash between the two, ends in the same link.
 */
import type { z } from "@hono/zod-openapi";
import { type PromoterRef } from "../../domain/kernel/ids.ts";
import { checkDestination } from "../../domain/tracking/destination.ts";
import { notAllowed } from "./destination-refused.ts";
import type { newLinkSchema } from "./link.shapes.ts";
import { type Attempt, takeKey, readTakenKey, releaseKey } from "../http/idempotency.tables.ts";
import { findLinkMade, insertLink, type Link, type NewLink } from "./links.tables.ts";
import { keyRing } from "../platform/keys.ts";
import { ApiProblem } from "../http/problem.ts";
import { newSlug } from "../platform/slugs.ts";
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import { attemptOf, resourceOf } from "../access/attempts.ts";

export interface MadeLink {
  readonly created: boolean;
  readonly link: Link;
}

/** New slugs tried when one is taken: once in 2^40 for each stored link. */
const SLUGS_TRIED = 3;

/**
 * Whatever can be refused is refused before the key is outcome, so that the request may be put right under it.
 *
 * @throws ApiProblem `slug_taken`, `idempotency_conflict`, `destination_not_allowed`, `too_many_links`.
 */
export async function makeLink(
  c: ApiContext,
  promoter: PromoterRef,
  wanted: z.output<typeof newLinkSchema>,
): Promise<MadeLink> {
  const { program, principal } = requireProgram(c);
  const { slug, destination, campaignId, productId, expiresAt, expiredUrl, preview } = wanted;
  const attempt = attemptOf(c, "links", slug ?? newSlug(keyRing(c.env)));
  const earlier = resourceOf(attempt, await readTakenKey(c.env.CONFIG, attempt));
  const mayStand = slug !== undefined || !earlier.created;
  const existing = mayStand ? await linkMadeBefore(c.env, program.id, earlier.resource, attempt) : null;
  if (existing !== null) return { created: false, link: existing };
  const settings = program.wireSettings.at(-1)?.value;
  const hosts = settings?.allowedHosts ?? [];
  const allowed = allowedDestination(destination, hosts);
  const afterwards = expiredUrl === undefined ? null : allowedDestination(expiredUrl, hosts, "expiredUrl");
  const { resource } = resourceOf(attempt, await takeKey(c.env.CONFIG, attempt));
  const link: NewLink = {
    slug: resource,
    programId: program.id,
    promoter,
    destination: allowed,
    campaignId: campaignId ?? null,
    productId: productId ?? null,
    expiresAtMs: expiresAt ?? null,
    expiredUrl: afterwards,
    preview: preview ?? null,
    createdAtMs: attempt.nowMs,
    requestHash: attempt.requestHash,
    madeBy: principal.kind === "promoter" ? "promoter" : "merchant",
  };
  const mayRetry = slug === undefined && attempt.key === null;
  const bounds = { tries: mayRetry ? SLUGS_TRIED : 1, mostOwn: settings?.promoter.maxLinks ?? 0 };
  return store(c.env, link, attempt, bounds);
}

/** The link that the same request made before. @throws ApiProblem `slug_taken` when another made it. */
async function linkMadeBefore(
  env: Env,
  programId: string,
  slug: string,
  { requestHash }: Attempt,
): Promise<Link | null> {
  const made = await findLinkMade(env.LINKS, slug, { programId, requestHash });
  if (made === null) return null;
  if (!made.isSame) throw new ApiProblem("slug_taken");
  return made.link;
}

interface Bounds {
  /** Slugs that may still be tried. */
  readonly tries: number;
  /** Links that a promoter may have made by itself. */
  readonly mostOwn: number;
}

async function store(env: Env, link: NewLink, attempt: Attempt, bounds: Bounds): Promise<MadeLink> {
  const { tries, mostOwn } = bounds;
  const insertion = await insertLink(env.LINKS, link, mostOwn);
  if (insertion.kind === "inserted") return { created: true, link: insertion.link };
  if (insertion.reason === "too_many_links") {
    await releaseKey(env.CONFIG, attempt);
    throw new ApiProblem("too_many_links");
  }
  if (tries > 1) {
    return store(env, { ...link, slug: newSlug(keyRing(env)) }, attempt, { tries: tries - 1, mostOwn });
  }
  const made = await findLinkMade(env.LINKS, link.slug, { ...link, requestHash: attempt.requestHash });
  if (made?.isSame === true) return { created: false, link: made.link };
  await releaseKey(env.CONFIG, attempt);
  throw new ApiProblem("slug_taken");
}

/** The address in the standard's spelling. @throws ApiProblem `destination_not_allowed` (422) with the reason. */
export function allowedDestination(
  text: string,
  allowedHosts: readonly string[],
  path: "destination" | "expiredUrl" = "destination",
): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const verdict = url === undefined ? undefined : checkDestination(url, allowedHosts);
  if (url !== undefined && verdict?.kind === "allowed") return url.href;
  throw notAllowed(path, verdict?.kind === "refused" ? verdict.reason : "relative");
}
