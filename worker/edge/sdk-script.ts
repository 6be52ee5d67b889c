/** `GET /t.js`: the browser SDK, the same for every program, kept by browsers for an hour and then asked about. */
import { SDK_ETAG, SDK_SCRIPT } from "./sdk-bundle.ts";

const ETAG = `"${SDK_ETAG}"`;

/** The script, or 304 to a browser that holds it. */
export function answerSdkScript(method: string, headers: Headers): Response {
  const answer = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    ETag: ETAG,
  };
  if (isHeld(headers.get("if-none-match"))) return new Response(null, { status: 304, headers: answer });
  return new Response(method === "HEAD" ? null : SDK_SCRIPT, { headers: answer });
}

/** A compressing proxy marks the tag as weak. */
function isHeld(known: string | null): boolean {
  return (known ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === ETAG);
}
