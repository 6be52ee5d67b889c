/**
 * The edge: share links, pixels and the SDK's beacon, answered before anything is stored.
 *
 * On an isolate that knows the link, the answer to a click needs no promise: no storage, object or queue is asked
 * before it. What a tap does not need is loaded at its first use, so that the first tap of an isolate does not pay
 * for it.
 */
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import { keyRing, type KeyRing, MissingKey } from "../platform/keys.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { beaconPreflight, refusedBeacon } from "./beacon/beacon-answers.ts";
import { type CloudflareSays, type EdgeRequest, answerErrorPage } from "./edge-request.ts";
import { EventBatcher } from "./event-batcher.ts";
import { gif } from "./gif.ts";
import { LinkLookup } from "./link-lookup.ts";
import { CLOUDFLARE, trustedEntries } from "../../domain/tracking/trusted-proxies.ts";
import { answerPixel } from "./pixel.ts";
import { targetOf } from "./request-target.ts";
import { type Route, routeOf } from "./routes.ts";
import { answerSdkScript, type ScriptKind } from "./sdk-script.ts";
import { answerShareLink } from "./share-link.ts";
import { userAgentOf } from "./visit.ts";
import { lazily } from "../platform/lazily.ts";
import { memoized } from "../platform/memoized.ts";
import { networkTag } from "../platform/network-names.ts";
import { addressFinder, addressNow, wayOf } from "../platform/networks/address-finder.ts";
import { SaltsOfIsolate } from "../platform/networks/network-salts.ts";

/** What the edge is given by the composition root. */
export interface EdgeParts {
  /** One read of a program, not cached; null when there is none of this id. */
  readProgram(config: D1Database, programId: string): Promise<EdgeProgram | null>;
  /** Decides an order that a page reported, where its program takes such orders. */
  readonly recordReported: EdgeRequest["recordReported"];
  /** Adds to the number of events that no queue took. */
  countLost(env: Env, events: number): Promise<void>;
  /** How long events wait for others to share their queue message, in milliseconds; a second by default. */
  readonly batchWindowMs?: number;
  /** Those of the isolate; its own by default. */
  readonly salts?: SaltsOfIsolate;
}

export interface Edge {
  /**
   * The answer to an edge route, undefined for any other path.
   *
   * @param url the whole address of the request, where it does not say it itself.
   */
  handle(
    request: Request,
    env: Env,
    ctx: Pick<ExecutionContext, "waitUntil">,
    url?: string,
  ): Response | Promise<Response> | undefined;
  /** For a change made in this isolate: the next request asks storage anew. */
  forgetLink(slug: string): void;
  forgetProgram(programId: string): void;
  /** Sends the events that were gathered, without a wait for more. */
  flush(): Promise<void>;
}

const BATCH_WINDOW_MS = 1_000;

/** Makes an edge with caches and a batch of its own: one an isolate. */
export function createEdge(parts: EdgeParts): Edge {
  const lookup = new LinkLookup((config, programId) => parts.readProgram(config, programId));
  const batcher = new EventBatcher(parts.batchWindowMs ?? BATCH_WINDOW_MS);
  const salts = parts.salts ?? new SaltsOfIsolate();
  return {
    handle(request, env, ctx, url = request.url) {
      const target = targetOf(url);
      const routed = routeOf(target.path, env.FIRST_PARTY_PREFIX ?? "");
      if (routed === undefined) return undefined;
      const { method, headers } = request;
      const refusal = refusedMethod(routed.route, request);
      if (refusal !== undefined) return refusal;
      const { route, prefix } = routed;
      if (isScript(route)) return answerSdkScript(route.kind, method, headers);
      if (route.kind === "none") return answerErrorPage({ method, headers }, "unknown");
      const ring = ringOf(env);
      if (ring === undefined) return answerWithoutKeys(route, method, headers);
      return answer(route, request, {
        method,
        headers,
        url,
        target,
        prefix,
        userAgent: userAgentOf(headers),
        env,
        ring,
        nowMs: Date.now(),
        lookup,
        batcher,
        recordReported: parts.recordReported,
        waitUntil: (work) => ctx.waitUntil(work),
        get cloudflare() {
          return believesCloudflare(env.TRUSTED_PROXIES).yes ? (request.cf as CloudflareSays) : undefined;
        },
        networkTag: (program) => {
          const salt = salts.agreed(Date.now());
          const address = salt === undefined ? "" : addressNow(env.TRUSTED_PROXIES, wayOf({ headers }));
          return salt === undefined ? undefined : networkTag(salt, program, address);
        },
        addressFinder: async () => await addressFinder(env.TRUSTED_PROXIES),
        saltAt: async (occurredAtMs) => await salts.of(env.NETWORK_SALTS, occurredAtMs, Date.now()),
        eventsLost: async (events, cause) => await eventsLost(parts, env, events, cause),
      });
    },
    forgetLink: (slug) => lookup.forgetLink(slug),
    forgetProgram: (programId) => lookup.forgetProgram(programId),
    flush: async () => await batcher.flush(),
  };
}

/** Reports are short by what no queue took: the log and a metric say by how much. */
async function eventsLost(parts: EdgeParts, env: Env, events: number, cause: unknown): Promise<void> {
  logError("events_lost", cause, { events });
  try {
    await parts.countLost(env, events);
  } catch (error) {
    logError("events_lost_not_counted", error, { events });
  }
}

function refusedMethod(route: Route, { method, headers }: Request): Response | undefined {
  const isRead = method === "GET" || method === "HEAD";
  if (route.kind === "beacon") {
    return method === "POST" || method === "OPTIONS" ? undefined : refusedBeacon("method_not_allowed");
  }
  return isRead
    ? undefined
    : answerErrorPage({ method, headers }, "method", { headers: { Allow: "GET, HEAD" } });
}

/** The keys, or undefined where this Worker was deployed without one that it needs. */
function ringOf(env: Env): KeyRing | undefined {
  try {
    return keyRing(env);
  } catch (cause) {
    if (!(cause instanceof MissingKey)) throw cause;
    return undefined;
  }
}

/** There is one text a deployment. */
const believesCloudflare = memoized(4, (trustedProxies) => ({
  yes: trustedEntries(trustedProxies).includes(CLOUDFLARE),
}));

/** A tap needs no schema. So what reads a page's words by one is loaded with the first of them. */
const beacons = lazily(() => import("./beacon/beacon.ts"));
const conversionPixels = lazily(() => import("./conversion-pixel.ts"));

async function answerBeacon(request: EdgeRequest, raw: Request): Promise<Response> {
  const beacon = await beacons();
  return await beacon.answerBeacon(request, raw);
}

async function answerConversion(request: EdgeRequest): Promise<Response> {
  const pixel = await conversionPixels();
  return await pixel.answerConversionPixel(request);
}

function isScript(route: Route): route is Extract<Route, { kind: ScriptKind }> {
  return route.kind === "sdk" || route.kind === "wechat";
}

type KeyedRoute = Exclude<Route, { kind: ScriptKind | "none" }>;

function answerWithoutKeys(route: KeyedRoute, method: string, headers: Headers): Response {
  if (route.kind === "pixel" || route.kind === "conversion") return gif(method, { ignored: "busy" });
  if (route.kind === "beacon") return refusedBeacon("not_configured");
  return answerErrorPage({ method, headers }, "unavailable", { headers: { "Retry-After": "60" } });
}

function answer(route: KeyedRoute, raw: Request, request: EdgeRequest): Response | Promise<Response> {
  switch (route.kind) {
    case "pixel":
      return answerPixel(request);
    case "conversion":
      return answerConversion(request);
    case "beacon":
      return request.method === "OPTIONS" ? beaconPreflight() : answerBeacon(request, raw);
    case "share": {
      const found = request.lookup.findFirst(route.slugs, request);
      if (!(found instanceof Promise)) return answerShareLink(request, found);
      return found.then((link) => answerShareLink(request, link));
    }
    default:
      return route satisfies never;
  }
}
