/** Ranks of a contest: as they stand until it is decided, and as they were decided from then on. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { OwnRank } from "../reports/leaderboards/leaderboard.shapes.ts";
import type { PrizedRank } from "../../domain/reports/contest-end.ts";
import { lastRankOf, prizeOf, type Score } from "../../domain/reports/ranks.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import {
  pageOfScores,
  type Scored,
  scoreOf,
  type ScorePlace,
  scoresToRank,
} from "../reports/leaderboards/scores.tables.ts";
import { type Contest, decidedRankOf, decidedRanks, type ListedRank } from "./contests.tables.ts";

interface PageOfRanks {
  readonly after: ScorePlace | undefined;
  readonly limit: number;
}

/** Who is suspended takes no rank: who comes behind moves up. */
async function scoredOf(env: Env, program: ProgramConfig, contest: Contest): Promise<Scored> {
  const { metric, startsAtMs, endsAtMs } = contest;
  return {
    programId: program.id,
    metric,
    period: { fromMs: startsAtMs, toMs: endsAtMs },
    without: await callObject(async () => await treeOf(env, program).suspended()),
  };
}

/** All ranks that have a prize, as they stand now. */
export async function prizedRanks(env: Env, program: ProgramConfig, contest: Contest): Promise<PrizedRank[]> {
  const scored = await scoredOf(env, program, contest);
  const scores = await scoresToRank(env.REPORTS, scored, lastRankOf(contest.prizes));
  return scores.map((score) => {
    const { promoter, rank, value } = score;
    return { promoter, rank, value, prize: prizeOf(contest.prizes, score) };
  });
}

/** A page of ranks, with the rank of one promoter where one is asked for. */
export async function ranksOf(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  self: PromoterRef | null,
  page: PageOfRanks,
): Promise<{ readonly ranks: readonly ListedRank[]; readonly own: OwnRank | null }> {
  if (contest.decidedAtMs !== null) {
    const [ranks, own] = await Promise.all([
      decidedRanks(env.CONFIG, contest, page.after, page.limit),
      self === null ? null : ownOnceDecided(env, program, contest, self),
    ]);
    return { ranks, own };
  }
  const scored = await scoredOf(env, program, contest);
  const [scores, own] = await Promise.all([
    pageOfScores(env.REPORTS, scored, page),
    self === null ? null : scoreOf(env.REPORTS, scored, self),
  ]);
  return { ranks: scores.map((score) => withPrize(contest, score)), own };
}

/** Ranks without a prize are not written down: of these there is what the promoter came to, as it stands now. */
async function ownOnceDecided(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  self: PromoterRef,
): Promise<OwnRank | null> {
  const decided = await decidedRankOf(env.CONFIG, contest, self);
  if (decided !== null) return decided;
  const score = await scoreOf(env.REPORTS, await scoredOf(env, program, contest), self);
  return score === null ? null : { rank: null, value: score.value };
}

function withPrize({ prizes }: Contest, score: Score): ListedRank {
  const { promoter, rank, value, placeOfTied } = score;
  return {
    promoter,
    rank,
    value,
    placeOfTied,
    prize: prizeOf(prizes, score),
    paidAtMs: null,
    adjustment: null,
  };
}
