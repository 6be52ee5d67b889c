/**
 * Hosts that the whole internet reaches, by their names and addresses: where requests may go that somebody else names. What
 * is of this machine, of a private network or of a cloud's own is refused in any spelling: a URL has one of each.
 */
import ipaddr from "ipaddr.js";
import { isOfOneOwner } from "./host-pattern.ts";

/** Names that lead nowhere but within a network. */
const PRIVATE_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa|onion)$/;

/** IPv6 that is given to networks of the internet; all else is private, or leads to IPv4 in another spelling. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Azure's own, within a range that is public. */
const OF_CLOUDS = new Set(["168.63.129.16"]);

/** Whether a host, as a URL spells it, is public by its name or address. What its name leads to is not asked. */
export function isPublicHost(hostname: string): boolean {
  return isAddress(hostname) ? isPublicAddress(bare(hostname)) : isPublicName(hostname);
}

/** Whether a host, as a URL spells it, has a public name of its own. */
export function isPublicName(hostname: string): boolean {
  // A dot at the end would hide how the name ends.
  if (isAddress(hostname) || hostname.endsWith(".") || PRIVATE_NAME.test(hostname)) return false;
  return isOfOneOwner(hostname);
}

/** Whether a host, as a URL spells it, is an address. */
export function isAddress(hostname: string): boolean {
  return /^[\d.]+$|^\[/.test(hostname);
}

/** Whether an IPv4 or IPv6 address is one of the internet. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (OF_CLOUDS.has(address.toString()) || address.range() !== "unicast") return false;
  return !(address instanceof ipaddr.IPv6) || address.match(GLOBAL_IPV6);
}

/** An address without the brackets that a URL puts around IPv6. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
