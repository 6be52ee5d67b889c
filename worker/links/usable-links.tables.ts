/** Links of a promoter that lead somewhere now: the newest of all, and the newest of each product. */
import { and, desc, eq, gt, isNull, max, or, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { queries } from "../platform/queries.ts";
import { links } from "./schema.tables.ts";

export interface UsableSlugs {
  /** Null: the promoter has no link that leads anywhere. */
  readonly newest: string | null;
  readonly byProduct: ReadonlyMap<string, string>;
}

/** @param products ids of the merchant's, of which each is looked for. */
export async function usableSlugs(
  db: D1Database,
  of: { readonly programId: string; readonly promoter: PromoterRef; readonly nowMs: number },
  products: readonly string[],
): Promise<UsableSlugs> {
  const { programId, promoter, nowMs } = of;
  const usable = and(
    eq(links.programId, programId),
    eq(links.promoter, promoter),
    eq(links.status, "active"),
    or(isNull(links.expiresAtMs), gt(links.expiresAtMs, nowMs)),
  );
  const isOfProducts = sql`${links.productId} IN (SELECT value FROM json_each(${JSON.stringify(products)}))`;
  const [newest, ofProducts] = await queries(db).batch([
    queries(db).select({ slug: links.slug }).from(links).where(usable).orderBy(desc(links.number)).limit(1),
    // Beside the greatest number of a group SQLite answers the other columns of its very row.
    queries(db)
      .select({ slug: links.slug, product: links.productId, number: max(links.number) })
      .from(links)
      .where(and(usable, isOfProducts))
      .groupBy(links.productId),
  ]);
  const byProduct = ofProducts.flatMap(({ product, slug }): [string, string][] =>
    product === null ? [] : [[product, slug]],
  );
  return { newest: newest[0]?.slug ?? null, byProduct: new Map(byProduct) };
}
