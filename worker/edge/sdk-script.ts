/**
 * `GET /t.js`, the browser SDK, and `GET /t-wechat.js`, what draws share cards in WeChat. The same for every program, kept by
 * browsers for an hour and then asked about.
 */
import { SDK_ETAG, SDK_SCRIPT } from "./sdk-bundle.ts";
import { WECHAT_ETAG, WECHAT_SCRIPT } from "./wechat-bundle.ts";

const SCRIPTS = {
  sdk: { script: SDK_SCRIPT, etag: `"${SDK_ETAG}"` },
  wechat: { script: WECHAT_SCRIPT, etag: `"${WECHAT_ETAG}"` },
} as const;

export type ScriptKind = keyof typeof SCRIPTS;

/** The script, or 304 to a browser that holds it. */
export function answerSdkScript(kind: ScriptKind, method: string, headers: Headers): Response {
  const { script, etag } = SCRIPTS[kind];
  const answer = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    ETag: etag,
  };
  if (isHeld(headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers: answer });
  return new Response(method === "HEAD" ? null : script, { headers: answer });
}

/** A compressing proxy marks the tag as weak. */
function isHeld(known: string | null, etag: string): boolean {
  return (known ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
