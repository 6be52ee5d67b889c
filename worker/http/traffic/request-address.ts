/**
 * The whole address of a request, whatever its line says. On one machine the runtime hands the line on as it came: mostly
 * a path, and from forward proxies a whole address.
 */
import { memoized } from "../../platform/memoized.ts";

/** What needs no parser to be told as an address that can be read. */
const PLAIN = /^https?:\/\/[\w.-]+(?::\d{1,4})?\//;
const NO_HOST = /[\s/?#@\\]/;
const HOSTS_KEPT = 200;

const isHost = memoized<boolean>(
  HOSTS_KEPT,
  (host) => !NO_HOST.test(host) && URL.canParse(`http://${host}/`),
);

/** Undefined for a request that names no host that there can be. */
export function addressOf({ url, headers }: Request): string | undefined {
  // A line such as `OPTIONS *` asks about the host.
  const path = url === "*" ? "/" : url;
  if (path.startsWith("/")) {
    const host = headers.get("host") ?? "localhost";
    return isHost(host) ? `http://${host}${path}` : undefined;
  }
  return PLAIN.test(url) || (url.startsWith("http") && URL.canParse(url)) ? url : undefined;
}

/** The request under its address. */
export function at(address: string, request: Request): Request {
  return request.url === address ? request : new Request(address, request);
}

/** The answer to a request that has no address. */
export function noAddress(): Response {
  const headers = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  return new Response("The request names no host that there can be.\n", { status: 400, headers });
}
