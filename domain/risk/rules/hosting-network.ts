/** A click from a network of servers: programs run there, and seldom people. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { marksOf } from "../click-marks.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

export const hostingNetwork: RiskRule = (suspect) => {
  const touch = creditedTouches(suspect).find((one) => marksOf(one)?.network === "hosting");
  return touch === undefined ? null : { facts: { promoterId: promoterIdOf(touch.promoter) } };
};
