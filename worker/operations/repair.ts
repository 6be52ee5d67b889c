/**
 * Sets a book right on an operator's word: every ledger compares all its commissions with what the book posted, and
 * posts what it can prove. What the book wrote by itself and lost cannot be proved: its heads are set aside, and kept.
 */
import { existingNames } from "../read-models/existing-objects.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { callObject } from "../platform/object-call.ts";
import type { ProgramObjects } from "../platform/objects.ts";
import { abandonHeads } from "./abandoned-heads.tables.ts";
import { replayCases } from "../risk/replay-cases.ts";
import { forgetPutBack } from "./put-back-objects.tables.ts";
import { type BookIndex, lostHeads } from "./lost-heads.ts";

/** A repeat finds nothing left to do. */
export async function repairBook(
  env: Env,
  program: ProgramObjects,
  book: BookIndex,
  reason: string,
): Promise<void> {
  for (const ledger of await existingNames(env, program, "ledger")) {
    await callObject(async () => {
      await objectNamed(env.COMMISSION_LEDGER, ledger).repair(book.name);
    });
  }
  for await (const lost of lostHeads(env, program, book)) {
    const promoters = lost.map(({ promoter }) => promoter);
    await abandonHeads(env.REPORTS, program.id, lost, reason, Date.now());
    for (const ledger of await existingNames(env, program, "ledger")) {
      await callObject(async () => {
        await objectNamed(env.COMMISSION_LEDGER, ledger).forgetHeads(promoters);
      });
    }
  }
  // Once for the program: what cases decided is in no book.
  if (book.index === 0) await replayCases(env, [program.id], Date.now());
  await forgetPutBack(env.REPORTS, program.id, book.name);
}
