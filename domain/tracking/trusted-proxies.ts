/** What `TRUSTED_PROXIES` may name, apart from networks: read where an address is looked for, and checked at the start. */

/** Cloudflare's edge is before the service, and nothing reaches it otherwise. */
export const CLOUDFLARE = "cloudflare";
/** Whoever speaks to the service directly is a proxy of the same operator. */
export const PEER = "peer";

export function trustedEntries(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== "");
}
