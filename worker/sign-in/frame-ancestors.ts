/** Who may show pages of a program's portal in a frame: pages of the hosts that the program allows, and nobody else. */

/** What this needs of a program: its settings, of which the newest count. */
interface AllowingHosts {
  readonly wireSettings: readonly { readonly value: { readonly allowedHosts: readonly string[] } }[];
}

/** A host as `allowedHosts` spells one, with a port and a `*.` before it at most: nothing that ends a directive. */
const HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/;

/** The sources of the directive `frame-ancestors`; `'none'` where the program allows no host. */
export function frameAncestors({ wireSettings }: AllowingHosts): string {
  const sources = (wireSettings.at(-1)?.value.allowedHosts ?? [])
    .map((host) => host.toLowerCase())
    .filter((host) => HOST.test(host))
    .map((host) => `${isLocal(host) ? "http" : "https"}://${host}`);
  return sources.length === 0 ? "'none'" : sources.join(" ");
}

/** Links may lead to localhost without TLS: its pages may frame as well. */
function isLocal(host: string): boolean {
  return /^localhost(:\d+)?$/.test(host);
}
