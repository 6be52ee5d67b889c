/**
 * Hosts that links of a program may lead to. Below a public suffix (`com`, `co.uk`, `myshopify.com`) anyone has a host, so
 * a pattern for all of one would make the share host lead anywhere. By the Public Suffix List.
 */
import { parse } from "tldts";

const WILDCARD = "*.";
const PORT = /:\d{1,5}$/;

/** Whether a pattern, `host`, `host:port` or `*.host`, names hosts of one owner, or of this machine. */
export function isOfOneOwner(pattern: string): boolean {
  const isWildcard = pattern.startsWith(WILDCARD);
  const host = (isWildcard ? pattern.slice(WILDCARD.length) : pattern).replace(PORT, "");
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  const { domain, isIp } = parse(host, { allowPrivateDomains: true });
  return isIp === true ? !isWildcard : domain !== null;
}
