/**
 * Click tokens as shops and people send them: with spaces, quotes or full stops around. Several are joined by commas, as the SDK's field
 * holds them. Some come in the landing page's address, also where that was escaped for HTML or for another address.
 */
import { TOKEN_PARAMETER } from "./landing-url.ts";

const IN_ADDRESS = new RegExp(`(?:^|[?&;#])${TOKEN_PARAMETER}=([\\w.-]*)`);
/** What stands around a token and is none of it: all but letters, digits, `-` and `_`. */
const AROUND = /^[^\w-]+|[^\w-]+$/g;

const SHAPE = /^[\w-]+(?:\.[\w-]+)?$/;

/** Every token that was sent, each once, in the sequence in which they were sent. */
export function sentTokens(texts: readonly string[]): string[] {
  const tokens = texts.flatMap((text) => text.split(",")).map((text) => tokenOf(text.trim()));
  return [...new Set(tokens)].filter((token) => token !== "");
}

/** The token itself, where an address holds one; else what was sent, to be judged as it is. */
function tokenOf(text: string): string {
  const found = IN_ADDRESS.exec(text) ?? IN_ADDRESS.exec(decoded(text));
  const sent = found?.[1] ?? text;
  const token = sent.replaceAll(AROUND, "");
  // What holds no token at all is told as one that cannot be read.
  return SHAPE.test(token) ? token : sent;
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
