/** Texts that are shaped as click tokens, signed by nobody: what anybody can put into a link to a shop. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { encodeClick } from "../../../domain/tracking/click-token.ts";

const MAC = Buffer.alloc(16, 7);

interface TokenFacts {
  readonly clickedAtMs: number;
  readonly link?: number;
  readonly visitor?: string | null;
}

export function tokenText({ clickedAtMs, link = 1, visitor = null }: TokenFacts): string {
  const click = {
    kind: "click",
    promoter: 300 as PromoterRef,
    link,
    occurredAtMs: clickedAtMs,
    nonce: 5,
  } as const;
  const body = encodeClick({ program: 130, visitor, click });
  return Buffer.concat([Buffer.from([1]), body, MAC]).toString("base64url");
}
