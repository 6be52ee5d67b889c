/** Heads of journals that are known outside of their book, page by page, as far as the book does not have them any more. */
import type { PromoterHead } from "../../domain/ledger/verification.ts";
import type { UnknownHead } from "../../durable-objects/account-book/wallets/journal-check.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { callObject } from "../platform/object-call.ts";
import type { ProgramObjects } from "../platform/objects.ts";
import { publishedHeads } from "../read-models/journal-heads.tables.ts";

/** One of the books of a program. */
export interface BookIndex {
  readonly name: string;
  readonly index: number;
}

/** Heads compared in one call: each may be a thousand entries behind the row that its book finds. */
const PAGE = 100;

/** What reads heads by promoter, after one. */
type ReadHeads = (after: PromoterHead["promoter"] | 0, limit: number) => Promise<readonly PromoterHead[]>;

/** The lost heads of one book, those of each witness in turn: the published ones, and those that each ledger heard of. */
export async function* lostHeads(
  env: Env,
  program: ProgramObjects,
  book: BookIndex,
): AsyncGenerator<readonly UnknownHead[]> {
  const place = { programId: program.id, index: book.index, objects: program.objects };
  yield* lostOf(env, book, async (after, limit) => await publishedHeads(env.REPORTS, place, after, limit));
  for (const ledger of await existingNames(env, program, "ledger")) {
    const { knownHeads } = heardBy(env, ledger, place);
    yield* lostOf(env, book, knownHeads);
  }
}

/** A ledger hears of all books; here only one is asked about. */
function heardBy(
  env: Env,
  ledger: string,
  { index, objects }: { readonly index: number; readonly objects: number },
): { readonly knownHeads: ReadHeads } {
  return {
    knownHeads: async (after, limit) =>
      await callObject(
        async () =>
          await objectNamed(env.COMMISSION_LEDGER, ledger).knownHeads({ index, objects }, after, limit),
      ),
  };
}

async function* lostOf(
  env: Env,
  { name }: BookIndex,
  read: ReadHeads,
): AsyncGenerator<readonly UnknownHead[]> {
  for (let after: PromoterHead["promoter"] | 0 = 0; ;) {
    const heads = await read(after, PAGE);
    const last = heads.at(-1);
    if (last === undefined) return;
    const lost = await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, name).unknownHeads(heads));
    if (lost.length > 0) yield lost;
    if (heads.length < PAGE) return;
    after = last.promoter;
    await letOthersIn();
  }
}
