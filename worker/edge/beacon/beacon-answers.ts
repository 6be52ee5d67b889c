/** What a beacon is answered without being read: pages of any origin may call, and no cookie is read for them. */
import { problem } from "../../http/problem.ts";

const PREFLIGHT_KEPT_S = "86400";

/** No cookie is read for a page of another origin, so that any may call. */
export const OPEN_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "X-Content-Type-Options": "nosniff",
};

/** The answer while a secret of the service is missing, or to a method that means nothing here. */
export function refusedBeacon(code: "not_configured" | "method_not_allowed"): Response {
  return problem(code, { headers: { ...OPEN_HEADERS, Allow: "POST, OPTIONS" } });
}

/** The answer to a browser's question whether it may send a beacon. */
export function beaconPreflight(): Response {
  const headers = {
    ...OPEN_HEADERS,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": PREFLIGHT_KEPT_S,
  };
  return new Response(null, { status: 204, headers });
}
