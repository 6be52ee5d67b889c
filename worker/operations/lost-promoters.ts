/** Promoters that wallets, bindings and links name, and that the tree does not know: it was put back, or they were. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { linkedPromoters } from "../links/links.tables.ts";
import { knownNames } from "../read-models/known-objects.tables.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { callObject } from "../platform/object-call.ts";
import { type ProgramObjects, treeOf } from "../platform/objects.ts";
import type { BookIndex } from "./lost-heads.ts";

/** Promoters asked for at once. */
const PAGE = 1_000;

/** Those that one book, the Journey beside it and, with the first, the links name. */
export async function lostPromoters(
  env: Env,
  program: ProgramObjects,
  { name, index }: BookIndex,
): Promise<PromoterRef[]> {
  const [books, journeys] = await Promise.all([
    knownNames(env.REPORTS, program.id, "book"),
    knownNames(env.REPORTS, program.id, "journey"),
  ]);
  const sources = [
    async (after: PromoterRef | 0) =>
      books.includes(name)
        ? await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, name).walletsAfter(after, PAGE))
        : [],
    async (after: PromoterRef | 0) =>
      journeys.includes(name)
        ? await callObject(async () => await objectNamed(env.JOURNEY, name).boundTo(after, PAGE))
        : [],
    async (after: PromoterRef | 0) =>
      index === 0 ? await linkedPromoters(env.LINKS, program.id, after, PAGE) : [],
  ];
  const lost = new Set<PromoterRef>();
  for (const named of sources) {
    for (let after: PromoterRef | 0 | undefined = 0; after !== undefined;) {
      const refs: readonly PromoterRef[] = await named(after);
      for (const ref of await unknownOf(env, program, refs)) lost.add(ref);
      after = refs.length < PAGE ? undefined : refs.at(-1);
    }
  }
  return [...lost].sort((one, other) => one - other);
}

async function unknownOf(
  env: Env,
  program: ProgramObjects,
  refs: readonly PromoterRef[],
): Promise<readonly PromoterRef[]> {
  if (refs.length === 0) return [];
  return await callObject(async () => await treeOf(env, program).unknown(refs));
}
