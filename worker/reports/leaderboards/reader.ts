/** Who reads a list of ranks, with the names that it shows. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Score } from "../../../domain/reports/ranks.ts";
import type { Principal } from "../../access/api-env.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { callObject } from "../../platform/object-call.ts";
import { treeOf } from "../../platform/objects.ts";
import type { Reader } from "./leaderboard.shapes.ts";
import type { ScorePlace } from "./scores.tables.ts";

/** Of a cursor. */
export function scorePlace(parts: readonly [number, number] | undefined): ScorePlace | undefined {
  return parts === undefined ? undefined : { value: parts[0], placeOfTied: parts[1] };
}

/** The promoter who calls; null where it is none. */
export function selfOf(principal: Principal): PromoterRef | null {
  return principal.kind === "promoter" ? principal.promoter : null;
}

/** With the names of those who are shown. */
export async function readerOf(
  env: Env,
  program: ProgramConfig,
  self: PromoterRef | null,
  scores: readonly Pick<Score, "promoter">[],
): Promise<Reader> {
  if (scores.length === 0) return { self, names: new Map() };
  const refs = scores.map(({ promoter }) => promoter);
  const named = await callObject(async () => await treeOf(env, program).names(refs));
  return { self, names: new Map(named.map(({ ref, name }) => [ref, name])) };
}
