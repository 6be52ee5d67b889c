/** Private hosts that webhooks may be sent to: an operator's setting for tests and one's own machine, empty otherwise. */

const HOST = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/;

/** Hosts as URLs spell them, with ports that are not the scheme's own. Undefined for a list that is none. */
export function allowedHosts(text: string): ReadonlySet<string> | undefined {
  const hosts = text
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== "");
  return hosts.every((host) => HOST.test(host)) ? new Set(hosts) : undefined;
}
