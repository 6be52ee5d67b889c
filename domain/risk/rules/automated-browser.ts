/** A click by a tool, or by a browser of which the marks say that nobody used it by hand. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { type ClickMarks, marksOf } from "../click-marks.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { Finding, RiskRule } from "./rule.ts";

/** Browsers withhold what they always say for few reasons, of which a program is one. */
const WITHHELD = 0.5;
/** Pages lead on by scripts as well. */
const UNASKED = 0.4;

export const automatedBrowser: RiskRule = (suspect) => {
  const findings = creditedTouches(suspect).flatMap((touch): Finding[] => {
    const marks = marksOf(touch);
    const sign = marks === null ? null : signIn(marks);
    if (sign === null) return [];
    const { strength, ...facts } = sign;
    return [{ strength, facts: { promoterId: promoterIdOf(touch.promoter), ...facts } }];
  });
  return findings.toSorted((a, b) => (b.strength ?? 1) - (a.strength ?? 1))[0] ?? null;
};

/** The strongest sign. */
function signIn({ agent, navigation, score }: ClickMarks): ({ strength: number } & Finding["facts"]) | null {
  if (agent === "tool") return { strength: 1, agent };
  if (score === "low") return { strength: 1, score };
  if (navigation === "missing") return { strength: WITHHELD, navigation };
  return navigation === "not_activated" ? { strength: UNASKED, navigation } : null;
}
