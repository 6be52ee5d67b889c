/** What the cookie of a visitor proves within one program. */
import type { Touch, TouchKind } from "../../domain/attribution/touch.ts";
import { touchesOf } from "../../domain/tracking/click-token.ts";
import { fresh16Bits } from "../platform/randomness.ts";
import type { KnownClick } from "./cookies.ts";
import type { FoundLink } from "./edge-request.ts";

export interface VisitorTouches {
  readonly touches: readonly Touch[];
  /** Tokens of the cookie that are not this visitor's of this program, newest first. */
  readonly others: readonly KnownClick[];
}

/**
 * Splits the cookies' tokens. One may have come from anywhere, and a cookie of another host of the site may stand before
 * ours. So a token is the visitor's where it names this visitor, and all of those are read together.
 */
export function touchesOfVisitor(
  known: readonly KnownClick[],
  program: number,
  visitor: string,
): VisitorTouches {
  const isOwn = ({ token }: KnownClick): boolean => token.program === program && token.visitor === visitor;
  return {
    touches: known.filter(isOwn).flatMap(({ token }) => touchesOf(token)),
    others: known.filter((click) => !isOwn(click)),
  };
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
