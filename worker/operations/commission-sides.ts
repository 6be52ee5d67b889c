/** Who says anything of commissions, and where two of them differ: first by digests, then by what differs alone. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import {
  addDigests,
  type CommissionDigest,
  type CommissionsPage,
  type CommissionSums,
  type DigestPage,
  type DigestSeed,
  digestOf,
  emptyDigest,
  inBuckets,
  unlikeBuckets,
} from "../../domain/ledger/commission-digest.ts";
import {
  type CommissionDifference,
  compareCommissions,
  type DifferenceKind,
} from "../../domain/ledger/reconciliation.ts";
import { callObject } from "../platform/object-call.ts";
import { type BookPlace, projectedCommissions } from "./reconciliation.tables.ts";

/** One who says of each commission how much of it lies where. */
export interface CommissionSide {
  digest(seed: DigestSeed): Promise<CommissionDigest>;
  within(seed: DigestSeed, buckets: ReadonlySet<number>): Promise<CommissionSums[]>;
}

/** Commissions of which two sides say different things. */
export async function compareSides(
  kind: DifferenceKind,
  expected: CommissionSide,
  found: CommissionSide,
): Promise<CommissionDifference[]> {
  const seed = drawSeed();
  const buckets = unlikeBuckets(await expected.digest(seed), await found.digest(seed));
  if (buckets.size === 0) return [];
  return compareCommissions(kind, await expected.within(seed, buckets), await found.within(seed, buckets));
}

function drawSeed(): DigestSeed {
  const [one = 0, two = 0] = crypto.getRandomValues(new Int32Array(2));
  return { one, two };
}

/** What several say together. */
export function together(sides: readonly CommissionSide[]): CommissionSide {
  return {
    digest: async (seed) => {
      let total = emptyDigest();
      for (const side of sides) total = addDigests(total, await side.digest(seed));
      return total;
    },
    within: async (seed, buckets) => {
      const all: CommissionSums[] = [];
      for (const side of sides) all.push(...(await side.within(seed, buckets)));
      return all;
    },
  };
}

/** What a ledger told a book by its rows up to a number. */
export function ledgerSide(env: Env, ledger: string, book: string, upToSeq: number): CommissionSide {
  const stub = () => objectNamed(env.COMMISSION_LEDGER, ledger);
  return inPages(
    // What a ledger took over with moved orders counts though it told the book nothing yet.
    Math.max(1, upToSeq),
    async (afterSeq, seed) => await stub().commissionDigest({ book, afterSeq, upToSeq }, seed),
    async (afterSeq, seed, buckets) => await stub().commissionsIn({ book, afterSeq, upToSeq }, seed, buckets),
  );
}

/** What a book posted by the rows of its journal up to one. */
export function journalSide(env: Env, book: string, upToRow: number): CommissionSide {
  const stub = () => objectNamed(env.ACCOUNT_BOOK, book);
  return inPages(
    upToRow,
    async (afterRow, seed) => await stub().commissionDigest(afterRow, upToRow, seed),
    async (afterRow, seed, buckets) => await stub().commissionsIn(afterRow, upToRow, seed, buckets),
  );
}

/** What the read model shows of a book's promoters. */
export function readModelSide(reports: D1Database, book: BookPlace): CommissionSide {
  return {
    digest: async (seed) => {
      let total = emptyDigest();
      for await (const page of projectedCommissions(reports, book)) {
        total = addDigests(total, digestOf(page, seed));
        await letOthersIn();
      }
      return total;
    },
    within: async (seed, buckets) => {
      const all: CommissionSums[] = [];
      for await (const page of projectedCommissions(reports, book)) {
        all.push(...inBuckets(page, seed, buckets));
        await letOthersIn();
      }
      return all;
    },
  };
}

type Page<Answer, Rest extends unknown[]> = (
  after: number,
  seed: DigestSeed,
  ...rest: Rest
) => Promise<Answer>;

function inPages(
  upTo: number,
  digests: Page<DigestPage, []>,
  commissions: Page<CommissionsPage, [buckets: ReadonlySet<number>]>,
): CommissionSide {
  return {
    digest: async (seed) => {
      let total = emptyDigest();
      for (let after: number | null = 0; after !== null && after < upTo;) {
        const from: number = after;
        const page = await callObject(async () => await digests(from, seed));
        total = addDigests(total, page.digest);
        after = page.next;
        await letOthersIn();
      }
      return total;
    },
    within: async (seed, buckets) => {
      const all: CommissionSums[] = [];
      for (let after: number | null = 0; after !== null && after < upTo;) {
        const from: number = after;
        const page = await callObject(async () => await commissions(from, seed, buckets));
        all.push(...page.commissions);
        after = page.next;
        await letOthersIn();
      }
      return all;
    },
  };
}
