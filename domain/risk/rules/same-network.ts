/** A click from a network that its promoter used that day: it may have tapped its own link, as somebody else. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { type ClickMarks, marksOf } from "../click-marks.ts";
import { networkOfDay, utcDateOf } from "../network-of-day.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

/** Carriers give many customers one address, and so do firms and schools: there it is weak. */
const SHARED_BY_MANY: readonly ClickMarks["network"][] = ["mobile", "corporate"];
const WEAK = 0.5;

export const sameNetwork: RiskRule = (suspect) => {
  if (suspect.selfPurchase) return null;
  const own = creditedTouches(suspect).filter((touch) => {
    const network = networkOfDay(touch);
    const { networks = [] } = suspect.known.promoters.get(touch.promoter) ?? {};
    return network !== null && networks.includes(network);
  });
  const strong = own.find((touch) => !SHARED_BY_MANY.includes(marksOf(touch)?.network ?? "unknown"));
  const touch = strong ?? own[0];
  if (touch === undefined) return null;
  const facts = { promoterId: promoterIdOf(touch.promoter), day: utcDateOf(touch.occurredAtMs) };
  return strong === undefined ? { strength: WEAK, facts } : { facts };
};
