/** Payouts by state, as each book told them: whole with the book's version, and only over a lower one. */
import { sql, sum } from "drizzle-orm";
import type { PayoutState } from "../../domain/payout/payout.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { payoutSums } from "./schema.tables.ts";

/** How many payouts of a book are in a state, and their gross together in minor units. */
export interface PayoutSum {
  readonly state: PayoutState;
  readonly payouts: number;
  readonly gross: number;
}

export async function keepPayoutSums(
  reports: D1Database,
  { programId, name }: { readonly programId: string; readonly name: string },
  version: number,
  sums: readonly PayoutSum[],
): Promise<void> {
  if (sums.length === 0) return;
  await queries(reports)
    .insert(payoutSums)
    .values(sums.map((one) => ({ programId, book: name, version, ...one })))
    .onConflictDoUpdate({
      target: [payoutSums.programId, payoutSums.book, payoutSums.state],
      set: { version: sql`excluded.version`, payouts: sql`excluded.payouts`, gross: sql`excluded.gross` },
      setWhere: sql`excluded.version > ${payoutSums.version}`,
    });
}

/** Payouts in one state, over all books of a program. */
export interface ProgramPayouts extends PayoutSum {
  readonly program: string;
}

/** Reads a row for each book and state. */
export function programPayouts(reports: D1Database): Statement<ProgramPayouts[]> {
  const { programId, state, payouts, gross } = payoutSums;
  return queries(reports)
    .select({
      program: programId,
      state,
      payouts: sum(payouts).mapWith(Number).as("payouts"),
      gross: sum(gross).mapWith(Number).as("gross"),
    })
    .from(payoutSums)
    .groupBy(programId, state)
    .orderBy(programId, state);
}
