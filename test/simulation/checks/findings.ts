/** What the owners say once the world has healed: all that the checks compare with what was received. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { JournalEntry, Wallet } from "../../../domain/ledger/wallet.ts";
import { BEGINNING } from "../../../domain/ledger/verification.ts";
import type { PayoutView } from "../../../domain/payout/payout.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { once } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import { PROGRAM } from "../workload/cast.ts";
import type { Workload } from "../workload/workload.ts";
import { type LostPosting, lostPostings } from "./lost-decisions.ts";

export type Report = (breach: string) => void;

interface OrderFindings {
  readonly ledger: string;
  readonly view: OrderView;
}

interface PromoterFindings {
  readonly wallet: Wallet;
  readonly journal: readonly JournalEntry[];
  readonly payouts: readonly PayoutView[];
  /** What the book's own verification says. */
  readonly valid: boolean;
}

/** All that the checks compare: read once, after the world has healed. */
export interface Findings {
  readonly orders: ReadonlyMap<string, OrderFindings>;
  readonly books: ReadonlyMap<PromoterRef, PromoterFindings>;
  /** What only lost decisions had posted, and no repair has taken back. */
  readonly lost: readonly LostPosting[];
}

/** Reads it all; an order that its merchant proposed has to be there. */
export async function findAll(world: World, workload: Workload, report: Report): Promise<Findings> {
  const orders = new Map<string, OrderFindings>();
  for (const orderId of workload.received.sent.keys()) {
    for (const ledger of workload.ledgers) {
      const view = await once(world, "COMMISSION_LEDGER", ledger).order(orderId);
      if (view?.decision !== undefined) orders.set(orderId, { ledger, view });
    }
    if (!orders.has(orderId)) report(`${orderId} was sent and is unknown`);
  }
  for (const [orderId, [proposal]] of workload.received.proposals) {
    if (proposal === undefined) continue;
    const ledger = workload.ledgerOf(proposal);
    const view = await once(world, "COMMISSION_LEDGER", ledger).order(orderId, proposal.slot);
    if (view === null) report(`${orderId} was proposed and is unknown`);
    else orders.set(orderId, { ledger, view });
  }
  const wallets = new Map<PromoterRef, PromoterFindings>();
  for (const promoter of workload.promoters) {
    const book = once(world, "ACCOUNT_BOOK", workload.bookOf(promoter));
    const heads = await Promise.all(
      workload.ledgers.map(async (name) => await once(world, "COMMISSION_LEDGER", name).knownHead(promoter)),
    );
    const known = heads.filter((head) => head !== null);
    wallets.set(promoter, {
      wallet: await book.wallet(promoter),
      journal: await book.journalAfter(promoter, 0),
      payouts: await book.payouts(promoter, null, 1_000),
      valid: (await book.verify(promoter, BEGINNING, known)).valid,
    });
  }
  return { orders, books: wallets, lost: lostPostings(world, workload, orders) };
}

/** The names of the books. */
export function books(workload: Workload): string[] {
  return Array.from({ length: workload.books }, (_, index) => `${PROGRAM}/${index}`);
}

/** A blocked order pays nobody. */
export function isBlocked(view: OrderView): boolean {
  return view.decision.risk.verdict === "block";
}

/** Equal as JSON, whatever the sequence of members. */
export function isSame(a: unknown, b: unknown): boolean {
  return spelled(a) === spelled(b);
}

function spelled(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : member,
  );
}
