/**
 * Where an endpoint may be: at a public host over https, and at none of this service's own. Looked at when it is set, and again
 * before each attempt, since a name may lead elsewhere by then.
 */
import { allowedHosts } from "../deployment/allowed-hosts.ts";
import { shareOrigins } from "../deployment/share-origins.ts";
import { isAddress, isPublicAddress, isPublicHost } from "../configuration/hosts/public-host.ts";
import type { OutsideNetwork } from "../platform/outside-network.ts";
import { addressesOf } from "./resolve-name.ts";

export type HostEnv = OutsideNetwork &
  Partial<
    Pick<Env, "ADMIN_HOST" | "SHARE_ORIGIN" | "SHARE_ORIGINS" | "WEBHOOK_ALLOWED_HOSTS" | "WEBHOOK_RESOLVER">
  >;

/** Whether the operator allows this very host, private or not. */
export function isAllowedHost({ WEBHOOK_ALLOWED_HOSTS = "" }: HostEnv, url: URL): boolean {
  return allowedHosts(WEBHOOK_ALLOWED_HOSTS)?.has(url.host) === true;
}

/** What is wrong with an address, in words; undefined where it may be asked. @param own hosts beside the configured ones. */
export function addressFault(env: HostEnv, text: string, own: readonly string[] = []): string | undefined {
  if (!URL.canParse(text)) return "expected an address as in https://shop.example/webhooks";
  const url = new URL(text);
  if (`${url.username}${url.password}` !== "") return "expected an address without a name and a password";
  if (url.hash !== "" || text.includes("#")) return "expected an address without a fragment";
  if (isAllowedHost(env, url) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== "https:") return "expected https";
  if (!isPublicHost(url.hostname) || [...ownHosts(env), ...own].includes(url.hostname))
    return "expected a public host that is not of this service";
  return undefined;
}

/** Names under which this service itself is asked, as far as it was told. */
function ownHosts({ ADMIN_HOST = "", SHARE_ORIGIN = "", SHARE_ORIGINS = "" }: HostEnv): string[] {
  return [`https://${ADMIN_HOST}`, SHARE_ORIGIN, ...(shareOrigins(SHARE_ORIGINS) ?? [])]
    .filter((text) => URL.canParse(text))
    .map((text) => new URL(text).hostname);
}

/** `refused`: one of the addresses that it leads to is not public. `unresolved`: nobody could say. */
export type Resolved = "public" | "refused" | "unresolved";

/** Where a host's name leads to by now, as far as a resolver is configured. */
export async function resolvedHost(env: HostEnv, url: URL): Promise<Resolved> {
  const { WEBHOOK_RESOLVER: resolver = "" } = env;
  if (resolver === "" || isAllowedHost(env, url) || isAddress(url.hostname)) return "public";
  const addresses = await addressesOf(env, resolver, url.hostname);
  if (addresses === null || addresses.length === 0) return "unresolved";
  return addresses.every(isPublicAddress) ? "public" : "refused";
}
