/** Logos of portals: a small picture of its own, or an https address whose origin the page's policy lets in. */

const DATA_URL = /^data:image\/(?:png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;
const MOST_CHARACTERS = 2_048;

/** A name with a dot, of nothing that ends a directive of a policy. Parsers of addresses take `;` and `,` in a host. */
const HOSTNAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

export function isLogo(text: string): boolean {
  return text.startsWith("data:") ? DATA_URL.test(text) : logoOrigin(text) !== undefined;
}

/** The origin that an address of a logo is loaded from; undefined for a picture of its own, and for what is no logo. */
export function logoOrigin(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS || !URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, origin } = new URL(text);
  const isPlain = protocol === "https:" && username === "" && password === "";
  return isPlain && HOSTNAME.test(hostname) ? origin : undefined;
}
