/** What was paid out in a period, asked of the books themselves: payouts that were paid in it and did not come back. */
import type { PaidBy } from "../../durable-objects/account-book/payouts/payout-list-storage.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { callObject } from "../platform/object-call.ts";
import { bookName, type ObjectMap, type ProgramObjects } from "../platform/objects.ts";
import { existingNames } from "../read-models/existing-objects.ts";

/** Net sums in minor units, of one promoter where it is named. They are by the promoter's number or by the quarter hour in which they were paid. */
export async function paidOut(
  env: Env,
  program: ProgramObjects & ObjectMap,
  { fromMs, toMs }: Span,
  by: PaidBy,
  to: PromoterRef | null = null,
): Promise<ReadonlyMap<number, number>> {
  const books = to === null ? await existingNames(env, program, "book") : [bookName(program, to)];
  const sums = await Promise.all(
    books.map((book) =>
      callObject(async () => await objectNamed(env.ACCOUNT_BOOK, book).paidOut(fromMs, toMs, by, to)),
    ),
  );
  const paid = new Map<number, number>();
  for (const { key, net } of sums.flat()) paid.set(key, (paid.get(key) ?? 0) + net);
  return paid;
}
