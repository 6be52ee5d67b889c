/**
 * Where a share link may lead: to hosts that its program allows, by https, without credentials in the address.
 *
 * The same check stands when a link is made and again at every redirect. So a host taken off the list is
 * out of reach at once, and no link is ever an open redirect.
 */

/** The parts of a parsed address, as the WHATWG URL standard names them. */
export interface ParsedAddress {
  /** With its colon. */
  readonly protocol: string;
  /** Lower case; an internationalised name in its ASCII form. */
  readonly hostname: string;
  /** Empty for the default of the protocol. */
  readonly port: string;
  readonly username: string;
  readonly password: string;
}

export type DestinationRefusal = "credentials" | "protocol" | "host_not_allowed";

export type DestinationVerdict =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly reason: DestinationRefusal };

/**
 * @param allowedHosts each `host`, `host:port` or `*.host` (any name below it, not itself), where a host
 * without a port means the default port alone.
 */
export function checkDestination(
  address: ParsedAddress,
  allowedHosts: readonly string[],
): DestinationVerdict {
  if (address.username !== "" || address.password !== "") return { kind: "refused", reason: "credentials" };
  const plainLocal = address.protocol === "http:" && isLocal(address.hostname);
  if (address.protocol !== "https:" && !plainLocal) return { kind: "refused", reason: "protocol" };
  const suffix = address.port === "" ? "" : `:${address.port}`;
  const allowed = allowedHosts.some((pattern) => matches(pattern.toLowerCase(), address.hostname, suffix));
  return allowed ? { kind: "allowed" } : { kind: "refused", reason: "host_not_allowed" };
}

function matches(pattern: string, hostname: string, portSuffix: string): boolean {
  const host = hostname + portSuffix;
  if (!pattern.startsWith("*.")) return host === pattern;
  const parent = pattern.slice(1);
  return host.length > parent.length && host.endsWith(parent);
}

function isLocal(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "127.0.0.1";
}
