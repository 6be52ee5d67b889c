/** What is a promoter's alone and is erased with the promoter: place in the tree by name, payees, tokens, links, coupons, openids, notes, stories. */
import { actsOn } from "./acts-on.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Wallet } from "../../domain/ledger/wallet.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { endPromoterTokens } from "../access/promoter-tokens.tables.ts";
import { eraseReasons } from "../http/audit/audit.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { endCoupons } from "../coupons/coupons.tables.ts";
import { endLinks } from "../links/links.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf, treeOf } from "../platform/objects.ts";
import { forgetOpenid } from "../wechat/openids.tables.ts";
import { endEndpointsOf } from "../webhook-endpoints/end-endpoint.ts";
import { eraseCaseTexts } from "../risk/risk-cases.tables.ts";
import { eraseNotes } from "../promoters/notes/notes.tables.ts";
import { eraseStories } from "../sharing/materials/materials.tables.ts";
import { existingNames } from "../read-models/existing-objects.ts";

/** Accounts that a person must have been paid, or have paid, before nobody knows who it was. */
const OPEN_ACCOUNTS = [
  "pending",
  "held",
  "available",
  "reserved",
  "debt",
] as const satisfies (keyof Wallet)[];

/** Accounts of the promoter's wallet that are not empty. */
export async function openAccounts(
  env: Env,
  program: ProgramConfig,
  promoter: PromoterRef,
): Promise<readonly string[]> {
  const wallet = await callObject(async () => await bookOf(env, program, promoter).wallet(promoter));
  return OPEN_ACCOUNTS.filter((account) => wallet[account] > 0);
}

/** A repeat changes nothing. */
export async function erasePromoterParts(
  env: Env,
  program: ProgramConfig,
  { promoter, pseudonym }: { readonly promoter: PromoterRef; readonly pseudonym: string },
): Promise<void> {
  await callObject(async () => {
    await treeOf(env, program).erase(promoter, pseudonym);
  });
  const books = await existingNames(env, program, "book");
  await Promise.all(
    books.map((book) =>
      callObject(async () => {
        await objectNamed(env.ACCOUNT_BOOK, book).erasePromoter(promoter);
      }),
    ),
  );
  const ended = { program: program.number, promoter, nowMs: Date.now() };
  await Promise.all([
    endPromoterTokens(env.CONFIG, ended),
    endCoupons(env.CONFIG, ended),
    forgetOpenid(env.CONFIG, ended),
    eraseCaseTexts(env.CONFIG, ended),
    eraseNotes(env.CONFIG, ended),
    eraseStories(env.CONFIG, ended),
    eraseReasons(env.CONFIG, { program: program.number, subjects: actsOn(program.id, promoter) }),
    endLinks(env.LINKS, program.id, promoter),
    endEndpointsOf(env, program, promoter),
  ]);
}
