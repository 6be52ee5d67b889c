/** Sales and tiers of promoters as they are now, from the books that keep them. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { PromoterSales } from "../../domain/commission/promoter-sales.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { type Month, monthOf } from "../../domain/program/month.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { callObject } from "../platform/object-call.ts";
import { bookName } from "../platform/objects.ts";
import { lowestTierAt, newestTiers } from "../configuration/as-of.ts";

export interface PresentSales extends PromoterSales {
  readonly tier: string;
}

/** In the sequence given; one call per book. @param month whose sales are asked for, by default the present one. */
export async function presentSalesOf(
  env: Env,
  program: ProgramConfig,
  promoters: readonly PromoterRef[],
  month?: Month,
): Promise<PresentSales[]> {
  const atMs = Date.now();
  const lowest = lowestTierAt(program, atMs);
  const found = promoters.map((): PresentSales => ({ lifetimeSales: ZERO, monthSales: ZERO, tier: lowest }));
  const plan = newestTiers(program);
  const asked = month ?? monthOf(atMs, program.timezone);
  await Promise.all(
    [...groupedBy(promoters, (promoter) => bookName(program, promoter))].map(async ([name, own]) => {
      const queries = own.map(({ entry }) => ({ promoter: entry, month: asked, atMs }));
      const answers = await callObject(
        async () => await objectNamed(env.ACCOUNT_BOOK, name).salesOf(queries, plan),
      );
      own.forEach(({ index }, place) => {
        const answer = answers[place];
        if (answer !== undefined) found[index] = { ...answer, tier: answer.tier ?? lowest };
      });
    }),
  );
  return found;
}

/** The tier of one promoter now. */
export async function presentTierOf(
  env: Env,
  program: ProgramConfig,
  promoter: PromoterRef,
): Promise<string> {
  const [sales] = await presentSalesOf(env, program, [promoter]);
  return sales?.tier ?? lowestTierAt(program, Date.now());
}
