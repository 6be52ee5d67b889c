/**
 * Where a request came from, as far as somebody says it who is believed. Whoever speaks to the service may write any
 * header, so none counts but of proxies that `TRUSTED_PROXIES` names.
 */
import ipaddr from "ipaddr.js";
import { memoized } from "../memoized.ts";
import { CLOUDFLARE, PEER, trustedEntries } from "../../../domain/tracking/trusted-proxies.ts";

/** What a request says of its way here. */
export interface Way {
  /** `CF-Connecting-IP`, which Cloudflare writes itself; empty where it is absent. */
  readonly connecting: string;
  /** `X-Forwarded-For`, to which each proxy adds whom it heard from; empty where it is absent. */
  readonly forwarded: string;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Trusted {
  readonly cloudflare: boolean;
  readonly peer: boolean;
  readonly networks: readonly [Address, number][];
}

/** There is one text a deployment. */
const trustedOf = memoized<Trusted>(4, (text) => {
  const entries = trustedEntries(text);
  return {
    cloudflare: entries.includes(CLOUDFLARE),
    peer: entries.includes(PEER),
    networks: entries.map(networkOf).filter((network) => network !== undefined),
  };
});

/** The address, empty where nobody who is believed says it. */
export function clientAddress({ connecting, forwarded }: Way, trustedProxies: string): string {
  const trusted = trustedOf(trustedProxies);
  const direct = trusted.cloudflare ? addressOf(connecting) : undefined;
  if (direct === undefined && !trusted.peer) return "";
  if (direct !== undefined && !isTrusted(direct, trusted)) return direct.toString();
  let last = direct;
  for (const hop of forwarded.split(",").reverse()) {
    const address = addressOf(hop);
    if (address === undefined) break;
    last = address;
    if (!isTrusted(address, trusted)) break;
  }
  return last?.toString() ?? "";
}

function isTrusted(address: Address, { networks }: Trusted): boolean {
  return networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
}

/** An address as proxies spell it: perhaps with a port, perhaps in brackets; one of IPv4 within IPv6 is of IPv4. */
function addressOf(text: string): Address | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  return isWhole(bare) ? ipaddr.process(bare) : undefined;
}

function networkOf(entry: string): [Address, number] | undefined {
  const [text = "", bits] = entry.split("/");
  if (!isWhole(text)) return undefined;
  const address = ipaddr.process(text);
  return [address, bits === undefined ? (address.kind() === "ipv4" ? 32 : 128) : Number(bits)];
}

/** Four decimal parts, or IPv6: no short, octal or hexadecimal spelling. */
function isWhole(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));
}
