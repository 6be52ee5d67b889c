/** All figures of a program in a period. */
import { figuresOf, lifetimeValue, type Figures } from "../../domain/reports/figures.ts";
import type { Span } from "../../domain/reports/cover.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { clickSumsOf, programClicks } from "./click-sums.tables.ts";
import { readCustomers } from "./periods/period-customers.tables.ts";
import { programSums } from "./order-sums.tables.ts";
import { paidOut } from "./paid-out.ts";

export interface SummaryFigures extends Figures {
  readonly customers: number;
  readonly paidOut: number;
  readonly ltv: number | null;
}

export async function summaryOf(env: Env, program: ProgramConfig, period: Span): Promise<SummaryFigures> {
  const [sums, customers, clicks, paid] = await Promise.all([
    programSums(env.REPORTS, program.id, period),
    readCustomers(env.REPORTS, program, period, { nowMs: Date.now() }),
    programClicks(env.REPORTS, program.number, period),
    paidOut(env, program, period, "promoter"),
  ]);
  return {
    ...figuresOf(sums, clickSumsOf(clicks)),
    customers,
    ltv: lifetimeValue(sums, customers),
    paidOut: [...paid.values()].reduce((sum, net) => sum + net, 0),
  };
}
