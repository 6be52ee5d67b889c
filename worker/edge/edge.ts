/**
 * The edge: share links and pixels, answered before anything is stored.
 *
 * On an isolate that knows the link, the answer needs no promise: no storage, object or queue is asked before it.
 */
import { keyRing, MissingKey } from "../platform/keys.ts";
import type { EdgeProgram } from "./edge-program.ts";
import { type EdgeRequest, notice } from "./edge-request.ts";
import { EventBatcher } from "./event-batcher.ts";
import { LinkLookup } from "./link-lookup.ts";
import { countLostEvents } from "./lost-events.ts";
import { answerPixel, ignoredPixel } from "./pixel.ts";
import { answerShareLink } from "./share-link.ts";
import { userAgentOf } from "./visit.ts";

/** What the edge is given by the composition root. */
export interface EdgeParts {
  /** One read of a program, not cached; null when there is none of this id. */
  readProgram(env: Env, programId: string): Promise<EdgeProgram | null>;
  /** How long events wait for others to share their queue message, in milliseconds; a second by default. */
  readonly batchWindowMs?: number;
}

export interface Edge {
  /** The answer to an edge route, undefined for any other path. */
  handle(
    request: Request,
    env: Env,
    ctx: Pick<ExecutionContext, "waitUntil">,
  ): Response | Promise<Response> | undefined;
  /** For a change made in this isolate: the next request asks storage anew. */
  forgetLink(slug: string): void;
  forgetProgram(programId: string): void;
}

const SHARE_PATH = "/s/";
const PIXEL_PATH = "/p.gif";
const BATCH_WINDOW_MS = 1_000;

/** Makes an edge with caches and a batch of its own: one an isolate. */
export function createEdge(parts: EdgeParts): Edge {
  const lookup = new LinkLookup((env, programId) => parts.readProgram(env, programId));
  const batcher = new EventBatcher(parts.batchWindowMs ?? BATCH_WINDOW_MS, countLostEvents);
  return {
    handle(request, env, ctx) {
      const url = new URL(request.url);
      const route = routeOf(url.pathname);
      return route === undefined ? undefined : answer(route, url, request, { env, ctx, lookup, batcher });
    },
    forgetLink: (slug) => lookup.forgetLink(slug),
    forgetProgram: (programId) => lookup.forgetProgram(programId),
  };
}

type Route = { readonly kind: "pixel" } | { readonly kind: "share"; readonly slug: string };

function routeOf(path: string): Route | undefined {
  if (path === PIXEL_PATH) return { kind: "pixel" };
  return path.startsWith(SHARE_PATH)
    ? { kind: "share", slug: path.slice(SHARE_PATH.length).toLowerCase() }
    : undefined;
}

interface Surroundings {
  readonly env: Env;
  readonly ctx: Pick<ExecutionContext, "waitUntil">;
  readonly lookup: LinkLookup;
  readonly batcher: EventBatcher;
}

function answer(
  route: Route,
  url: URL,
  { method, headers }: Request,
  { env, ctx, lookup, batcher }: Surroundings,
): Response | Promise<Response> {
  if (method !== "GET" && method !== "HEAD") {
    return notice({ method, headers }, "method", { Allow: "GET, HEAD" });
  }
  try {
    const request: EdgeRequest = {
      method,
      headers,
      url,
      userAgent: userAgentOf(headers),
      env,
      ring: keyRing(env),
      nowMs: Date.now(),
      lookup,
      batcher,
      waitUntil: (work) => ctx.waitUntil(work),
    };
    if (route.kind === "pixel") return answerPixel(request);
    const found = lookup.find(route.slug, request);
    return found instanceof Promise
      ? found.then((link) => answerShareLink(request, link))
      : answerShareLink(request, found);
  } catch (cause) {
    if (!(cause instanceof MissingKey)) throw cause;
    if (route.kind === "pixel") return ignoredPixel(method, "busy");
    return notice({ method, headers }, "unavailable", { "Retry-After": "60" });
  }
}
