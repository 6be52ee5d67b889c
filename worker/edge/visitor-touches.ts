/** What the cookie of a visitor proves within one program. */
import type { Touch, TouchKind } from "../../domain/attribution/touch.ts";
import { fresh16Bits } from "../platform/randomness.ts";
import type { KnownClick } from "./cookies.ts";
import type { FoundLink } from "./edge-request.ts";

export interface VisitorTouches {
  readonly touches: readonly Touch[];
  /** Tokens of the cookie that are not this visitor's of this program, newest first. */
  readonly others: readonly KnownClick[];
}

/** Splits the cookies' tokens. One may have come from anywhere: only one that names this visitor is the visitor's. */
export function touchesOfVisitor(
  known: readonly KnownClick[],
  program: number,
  visitor: string,
): VisitorTouches {
  const [own] = known
    .filter(({ token }) => token.program === program && token.visitor === visitor)
    .toSorted((a, b) => b.token.click.occurredAtMs - a.token.click.occurredAtMs);
  if (own === undefined) return { touches: [], others: known };
  const others = known.filter((click) => click !== own);
  return { touches: [own.token.click, ...own.token.earlier], others };
}

/** A touch of a link, now. */
export function newTouch(kind: TouchKind, { link }: FoundLink, nowMs: number): Touch {
  return {
    kind,
    promoter: link.promoter,
    link: link.number,
    occurredAtMs: nowMs,
    nonce: fresh16Bits(),
  };
}
