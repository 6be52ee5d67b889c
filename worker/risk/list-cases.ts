/** Pages of cases: the open ones by what is at stake, the closed ones newest first. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { CaseState } from "../../domain/risk/risk-case.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { MOST_OPEN } from "./open-cases.ts";
import { readStakes } from "./reviewed-orders.tables.ts";
import { presentCase, type WireRiskCase } from "./risk-case.shapes.ts";
import { casesBelow, openCasesOf, type RiskCase } from "./risk-cases.tables.ts";
import { factsOf } from "./shown-cases.ts";

interface CasesAsked {
  readonly state?: CaseState | undefined;
  readonly promoterId?: PromoterRef | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface CasesPage {
  data: WireRiskCase[];
  nextCursor: string | null;
}

type Program = { readonly id: string; readonly number: number };

export async function listCases(
  env: Pick<Env, "CONFIG" | "REPORTS">,
  program: Program,
  asked: CasesAsked,
  isForPromoter: boolean,
): Promise<CasesPage> {
  // A promoter sees what became of its cases without asking for each state.
  const isOpen = asked.state === "open" || (asked.state === undefined && !isForPromoter);
  const page = isOpen
    ? await openPage(env, program, asked)
    : await closedPage(env, program, asked, isForPromoter);
  const facts = await factsOf(env, program.id, page.cases, isForPromoter);
  return {
    data: page.cases.map((row) => presentCase(row, facts(row), isForPromoter)),
    nextCursor: page.nextCursor,
  };
}

interface Page {
  readonly cases: readonly RiskCase[];
  readonly nextCursor: string | null;
}

/** Where an open case stands: most at stake first, of equal ones the older one. */
type OpenPlace = readonly [atStake: number, number: number];

interface Placed {
  readonly row: RiskCase;
  readonly place: OpenPlace;
}

function bySequence([stake, number]: OpenPlace, [otherStake, otherNumber]: OpenPlace): number {
  return otherStake - stake || number - otherNumber;
}

async function openPage(
  env: Pick<Env, "CONFIG" | "REPORTS">,
  { id, number }: Program,
  { promoterId, limit, cursor }: CasesAsked,
): Promise<Page> {
  const after = decodeCursor("open_cases", cursor, [0, 0]);
  const [open, stakes] = await Promise.all([
    openCasesOf(env.CONFIG, number, promoterId),
    readStakes(env.REPORTS, id, promoterId === undefined ? null : [promoterId], MOST_OPEN),
  ]);
  const atStake = new Map(stakes.map((stake) => [stake.promoter, stake.atStake]));
  const stakeOf = ({ promoter }: RiskCase) => atStake.get(promoter) ?? 0;
  // By its place among them, and not by how many came before: those are decided while somebody looks at the page.
  const following = open
    .map((row): Placed => ({ row, place: [stakeOf(row), row.number] }))
    .filter(({ place }) => after === undefined || bySequence(after, place) < 0)
    .sort((a, b) => bySequence(a.place, b.place));
  const page = cutPage(following, limit, ({ place }) => encodeCursor("open_cases", place));
  return { cases: page.data.map(({ row }) => row), nextCursor: page.nextCursor };
}

async function closedPage(
  env: Pick<Env, "CONFIG">,
  { number }: Program,
  { state, promoterId, limit, cursor }: CasesAsked,
  withOpen: boolean,
): Promise<Page> {
  const [below] = decodeCursor("cases", cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
  const found = await casesBelow(env.CONFIG, {
    program: number,
    states: state === undefined ? statesOf(withOpen) : [state],
    promoter: promoterId,
    below,
    limit: limit + 1,
  });
  const page = cutPage(found, limit, (last) => encodeCursor("cases", [last.number]));
  return { cases: page.data, nextCursor: page.nextCursor };
}

function statesOf(withOpen: boolean): CaseState[] {
  return withOpen ? ["open", "cleared", "confirmed", "expired"] : ["cleared", "confirmed", "expired"];
}
