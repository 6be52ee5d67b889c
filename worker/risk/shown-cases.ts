/** Cases with what stands behind them: of an open one as it now is, of a closed one as it was. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { isRiskCode } from "../../domain/order/risk-reason.ts";
import { codesOf } from "./open-cases.ts";
import { readStakes, sampleOrders, type Stake } from "./reviewed-orders.tables.ts";
import type { CaseFacts } from "./risk-case.shapes.ts";
import { caseOrders, type RiskCase } from "./risk-cases.tables.ts";
import { statisticsOf } from "./statistics.tables.ts";

/** Orders of a case that are named. */
const SAMPLE = 10;

/** @param known what is at stake, where that was read already. */
export async function factsOf(
  { CONFIG, REPORTS }: Pick<Env, "CONFIG" | "REPORTS">,
  programId: string,
  cases: readonly RiskCase[],
  known?: readonly Stake[],
): Promise<(row: RiskCase) => CaseFacts> {
  const open = cases.filter(({ state }) => state === "open").map(({ promoter }) => promoter as number);
  const [stakes, samples, reversed, patterns] = await Promise.all([
    known ?? readStakes(REPORTS, programId, open, open.length),
    sampleOrders(REPORTS, programId, open, SAMPLE),
    ofEach(cases, async ({ number }) => await caseOrders(CONFIG, number, "", SAMPLE)),
    ofEach(cases, async ({ promoter }) => await patternsOf(REPORTS, programId, promoter)),
  ]);
  const byPromoter = new Map(stakes.map((stake) => [stake.promoter, stake]));
  return (row) => {
    const stake = row.state === "open" ? byPromoter.get(row.promoter) : undefined;
    const sample = row.state === "open" ? (samples.get(row.promoter) ?? []) : [];
    const then = stake === undefined ? storedCodes(row.reasons) : codesOf(stake.codes);
    return {
      atStake: stake?.atStake ?? row.atStake ?? 0,
      codes: then,
      orders: sample.length > 0 ? sample : (reversed.get(row.number) ?? []),
      patterns: patterns.get(row.number) ?? [],
    };
  };
}

async function patternsOf(reports: D1Database, programId: string, promoter: PromoterRef): Promise<string[]> {
  const statistics = await statisticsOf(reports, programId, promoter);
  return statistics?.patterns.map(({ pattern }) => pattern) ?? [];
}

async function ofEach<Found>(
  cases: readonly RiskCase[],
  find: (row: RiskCase) => Promise<Found>,
): Promise<ReadonlyMap<number, Found>> {
  return new Map(await Promise.all(cases.map(async (row) => [row.number, await find(row)] as const)));
}

/** What a case was closed with. */
function storedCodes(reasons: string | null) {
  const lists = reasons === null ? [] : (JSON.parse(reasons) as unknown[][]);
  return lists.map((list) => list.filter(isRiskCode));
}
