/** An order that a page reported: anybody can make a page say anything. */
import type { RiskRule } from "./rule.ts";

export const pageReported: RiskRule = ({ reportedByPage }) => (reportedByPage ? { facts: {} } : null);
