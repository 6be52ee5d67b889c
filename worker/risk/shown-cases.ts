/** Cases with what stands behind them: of an open one as it now is, of a closed one as it was. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { isForPerson } from "./open-cases.ts";
import { type CodedOrders, readOwnStakes, readStakes, sampleOrders } from "./reviewed-orders.tables.ts";
import { caseOrders } from "./applying-cases.tables.ts";
import type { CaseFacts } from "./risk-case.shapes.ts";
import type { RiskCase } from "./risk-cases.tables.ts";
import { statisticsOf } from "./statistics.tables.ts";

/** Orders of a case that are named. */
const SAMPLE = 10;

/** @param isForPromoter what others earn by its orders is not told. */
export async function factsOf(
  { CONFIG, REPORTS }: Pick<Env, "CONFIG" | "REPORTS">,
  programId: string,
  cases: readonly RiskCase[],
  isForPromoter: boolean,
): Promise<(row: RiskCase) => CaseFacts> {
  const open = cases.filter(({ state }) => state === "open").map(({ promoter }) => promoter as number);
  const [stakes, own, samples, reversed, patterns] = await Promise.all([
    readStakes(REPORTS, programId, open, open.length),
    isForPromoter ? readOwnStakes(REPORTS, programId, open) : null,
    sampleOrders(REPORTS, programId, open, SAMPLE),
    ofEach(cases, async ({ number }) => await caseOrders(CONFIG, number, "", SAMPLE)),
    ofEach(cases, async ({ promoter }) => await patternsOf(REPORTS, programId, promoter)),
  ]);
  const byPromoter = new Map(stakes.map((stake) => [stake.promoter, stake]));
  return (row) => {
    const stake = row.state === "open" ? byPromoter.get(row.promoter) : undefined;
    const sample = row.state === "open" ? (samples.get(row.promoter) ?? []) : [];
    const coded = stake?.coded ?? storedCodes(row.reasons);
    return {
      atStake: own === null ? (stake?.atStake ?? row.atStake ?? 0) : ownStake(row, own),
      coded,
      isForPerson: row.state === "open" && isForPerson(coded),
      orders: sample.length > 0 ? sample : (reversed.get(row.number) ?? []),
      patterns: patterns.get(row.number) ?? [],
    };
  };
}

function ownStake({ state, promoter }: RiskCase, own: ReadonlyMap<number, number>): number | null {
  return state === "open" ? (own.get(promoter) ?? 0) : null;
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
function storedCodes(reasons: string | null): CodedOrders[] {
  return reasons === null ? [] : (JSON.parse(reasons) as CodedOrders[]);
}
