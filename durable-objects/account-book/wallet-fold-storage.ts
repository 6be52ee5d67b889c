/**
 * Folds wallets from their journals, in parts: a journal of any length holds nobody up for longer than one part takes. What
 * is posted meanwhile makes no difference, since a wallet is compared as it was when its part began.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

/** Entries read in one call. */
const ENTRIES_PER_CALL = 4_000;
/** What it costs to begin a wallet, in entries. */
const ENTRIES_PER_WALLET = 20;

const ACCOUNTS = ["pending", "held", "available", "reserved", "paid", "withheld", "debt"] as const;

type Accounts = Record<(typeof ACCOUNTS)[number], number>;

/** A wallet of which a part is folded. */
type OpenFold = {
  readonly promoter: PromoterRef;
  /** The entry to go on with; 0 behind the first. */
  readonly row: number;
  /** What the entries that are left have to account for. */
  readonly entries: number;
} & Readonly<Accounts>;

/** Behind the wallets of promoters up to `after`, in the midst of one or before the next. */
export interface FoldPlace {
  readonly after: PromoterRef | 0;
  readonly open: OpenFold | null;
}

export const FOLD_START: FoldPlace = { after: 0, open: null };

/** `next` is null at the end. */
export interface FoldPage {
  /** Promoters whose wallet is not what their journal adds up to. */
  readonly broken: readonly PromoterRef[];
  readonly next: FoldPlace | null;
}

export class WalletFoldStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  fold(place: FoldPlace): FoldPage {
    const broken: PromoterRef[] = [];
    let { after, open } = place;
    for (let room = ENTRIES_PER_CALL; room > 0;) {
      open ??= this.#begin(after);
      if (open === null) return { broken, next: null };
      const part = this.#part(open.row, room);
      room -= part.entries + ENTRIES_PER_WALLET;
      open = without(open, part);
      if (open.row !== 0 && open.entries > 0 && part.entries > 0) continue;
      if (open.row !== 0 || open.entries !== 0 || ACCOUNTS.some((account) => open?.[account] !== 0)) {
        broken.push(open.promoter);
      }
      [after, open] = [open.promoter, null];
    }
    return { broken, next: { after, open } };
  }

  #begin(after: PromoterRef | 0): OpenFold | null {
    const [wallet] = this.#sql
      .exec<OpenFold>(
        `SELECT promoter, last_row AS row, entries, ${ACCOUNTS.join(", ")} FROM wallets
         WHERE promoter > ? ORDER BY promoter LIMIT 1`,
        after,
      )
      .toArray();
    return wallet ?? null;
  }

  /** The sums of the entries from a row backwards, and the row before them. */
  #part(row: number, most: number): Omit<OpenFold, "promoter"> {
    return this.#sql
      .exec<Omit<OpenFold, "promoter">>(
        `WITH RECURSIVE chain AS (
           SELECT row, prior_row, debit, credit, amount FROM journal WHERE row = ?1
           UNION ALL
           SELECT j.row, j.prior_row, j.debit, j.credit, j.amount FROM chain c JOIN journal j ON j.row = c.prior_row
           LIMIT ?2
         )
         SELECT count(*) AS entries, coalesce(min(prior_row), ?1) AS row, ${ACCOUNTS.map(moved).join(", ")} FROM chain`,
        row,
        most,
      )
      .one();
  }
}

/** What entries moved into an account; a debt grows by what leaves it. */
function moved(account: keyof Accounts): string {
  const [into, outOf] = account === "debt" ? ["debit", "credit"] : ["credit", "debit"];
  const sum = `sum((${into} = '${account}') * amount) - sum((${outOf} = '${account}') * amount)`;
  return `coalesce(${sum}, 0) AS ${account}`;
}

function without(open: OpenFold, part: Omit<OpenFold, "promoter">): OpenFold {
  const rest = Object.fromEntries(ACCOUNTS.map((account) => [account, open[account] - part[account]]));
  return { ...open, ...rest, row: part.row, entries: open.entries - part.entries };
}
