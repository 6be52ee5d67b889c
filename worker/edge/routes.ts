/** Which paths the edge answers: on the share host as they are, on a merchant's own zone below a prefix. */
import { slugsIn } from "../../domain/tracking/slug.ts";

export type Route =
  | { readonly kind: "pixel" }
  | { readonly kind: "conversion" }
  | { readonly kind: "beacon" }
  | { readonly kind: "sdk" }
  | { readonly kind: "wechat" }
  | { readonly kind: "none" }
  /** The slugs that the path may mean, the likeliest first. */
  | { readonly kind: "share"; readonly slugs: readonly string[] };

export interface Routed {
  readonly route: Route;
  /** Empty on the share host. */
  readonly prefix: string;
}

/** As people and their messengers copy it: with capitals, and with slashes doubled. */
const SHARE_PATH = /^\/+s\/+(.*)$/is;
const PATHS = new Map<string, Exclude<Route["kind"], "share" | "none">>([
  ["/p.gif", "pixel"],
  ["/c.gif", "conversion"],
  ["/e", "beacon"],
  ["/t.js", "sdk"],
  ["/t-wechat.js", "wechat"],
]);

/** What pages of a merchant's own zone ask, and management answers. */
const BEHIND_THE_EDGE = "/wechat/js-config";

/**
 * The edge route of a path, undefined for a path of others. Below the prefix there is nothing but edge routes
 * and signatures of its pages, so that management never answers on a merchant's zone.
 *
 * @param configured path such as `/tby`; empty when no zone is served.
 */
export function routeOf(path: string, configured: string): Routed | undefined {
  const prefix = configured.replace(/\/+$/, "");
  if (prefix.startsWith("/") && (path === prefix || path.startsWith(`${prefix}/`))) {
    const rest = path.slice(prefix.length);
    if (rest === BEHIND_THE_EDGE) return undefined;
    return { prefix, route: edgeRoute(rest) ?? { kind: "none" } };
  }
  const route = edgeRoute(path);
  return route === undefined ? undefined : { prefix: "", route };
}

function edgeRoute(path: string): Route | undefined {
  const share = SHARE_PATH.exec(path);
  if (share !== null) return { kind: "share", slugs: slugsIn(share[1] ?? "") };
  const kind = PATHS.get(path);
  return kind === undefined ? undefined : { kind };
}

/** The address without the prefix, where that leads behind the edge. */
export function withoutPrefix(address: string, configured: string): string {
  const prefix = configured.replace(/\/+$/, "");
  if (!prefix.startsWith("/") || !address.includes(prefix + BEHIND_THE_EDGE)) return address;
  const url = new URL(address);
  if (url.pathname === prefix + BEHIND_THE_EDGE) url.pathname = BEHIND_THE_EDGE;
  return url.href;
}
