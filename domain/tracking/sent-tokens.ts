/**
 * Click tokens as shops send them: with spaces around, several joined by commas as the SDK's field holds them, or as the
 * landing page's whole address.
 */
import { TOKEN_PARAMETER } from "./landing-url.ts";

const IN_ADDRESS = new RegExp(`[?&]${TOKEN_PARAMETER}=([^&#]*)`);

/** Every token that was sent, each once, in the sequence in which they were sent. */
export function sentTokens(texts: readonly string[]): string[] {
  const tokens = texts.flatMap((text) => text.split(",")).map((text) => tokenOf(text.trim()));
  return [...new Set(tokens)].filter((token) => token !== "");
}

/** The token itself, where an address holds one; else what was sent, to be judged as it is. */
function tokenOf(text: string): string {
  return IN_ADDRESS.exec(text)?.[1] ?? text;
}
