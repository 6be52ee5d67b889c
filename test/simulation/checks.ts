/** The laws that hold once everything has settled, whatever happened before. Each breach is one line. */
import { commissionIdOf } from "../../domain/kernel/ids.ts";
import { createHash } from "node:crypto";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { BEGINNING } from "../../domain/ledger/verification.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import type { JournalEntry, Wallet } from "../../domain/ledger/wallet.ts";
import type { PayoutView } from "../../domain/payout/payout.ts";
import { expectedKept } from "./plain-budget.ts";
import { hasOpenDispute, isUnderReview, plainKept, plainReversed, plainShares } from "./plain-order.ts";
import { once } from "./platform/stubs.ts";
import type { World } from "./platform/world.ts";
import { PROGRAM, type Workload } from "./workload.ts";

type Report = (breach: string) => void;

/** All that the checks compare: read once, after the world has healed. */
interface Findings {
  readonly orders: ReadonlyMap<string, { ledger: string; view: OrderView }>;
  readonly books: ReadonlyMap<
    PromoterRef,
    { wallet: Wallet; journal: JournalEntry[]; payouts: PayoutView[]; valid: boolean }
  >;
}

const ACCOUNTS = ["pending", "held", "available", "reserved", "paid", "withheld", "debt"] as const;
const INTENTS = new Set(["earn", "hold", "release", "reverse", "restore"]);

export async function checkLaws(world: World, workload: Workload, report: Report): Promise<void> {
  const found = await read(world, workload, report);
  checkOrders(workload, found, report);
  checkWallets(workload, found, report);
  checkJournals(workload, found, report);
  checkPostings(world, workload, found, report);
  checkPairs(world, workload, report);
  checkSales(world, workload, found, report);
  checkBudgets(world, workload, found, report);
  checkReadModels(world, workload, found, report);
  await checkPayouts(world, workload, found, report);
}

/** True while a promoter has more than one payout open: looked at again and again. */
export function hasTwoOpenPayouts(world: World, workload: Workload): boolean {
  return books(workload).some(
    (name) =>
      world
        .host("ACCOUNT_BOOK", name)
        .read(
          "SELECT 1 AS x FROM payouts WHERE state IN ('requested', 'approved', 'processing') GROUP BY promoter HAVING count(*) > 1",
        ).length > 0,
  );
}

/** Campaigns whose orders keep more, at this moment, than is reserved and spent, or whose budget is exceeded. */
export function overspent(world: World, workload: Workload): string[] {
  return workload.campaigns.flatMap(({ id, slot, budget }) => {
    const kept = books(workload).map((name) => {
      const [row] = world.host("COMMISSION_LEDGER", name).read(
        `SELECT coalesce(sum(c.kept), 0) AS kept FROM commissions c JOIN orders o ON o.row = c.order_row
         WHERE o.decision ->> '$.campaignId' = ? AND o.decision ->> '$.budget.reservation' > 0`,
        id,
      );
      return Number(row?.["kept"] ?? 0);
    });
    const all = kept.reduce((sum, one) => sum + one, 0);
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOfSlot(slot))
      .read("SELECT reserved + spent AS taken FROM budgets WHERE campaign_id = ?", id);
    const taken = Number(row?.["taken"] ?? 0);
    if (taken > budget) return [`${id} has taken ${taken} of ${budget}`];
    return all > taken ? [`${id} keeps ${all}, and its budget knows of ${taken}`] : [];
  });
}

/** How often budgets were asked for what was voided, and how often they had not room for all of it. */
export function questionsOf(world: World, workload: Workload): { asked: number; cut: number } {
  const answers = books(workload).flatMap((name) =>
    world
      .host("COMMISSION_LEDGER", name)
      .read(
        "SELECT event ->> 'amount' AS granted, event ->> 'wanted' AS wanted FROM events WHERE event_id GLOB 'budget:*'",
      ),
  );
  return { asked: answers.length, cut: answers.filter(({ granted, wanted }) => granted !== wanted).length };
}

/** What still waits: rows in outboxes, read models that lag, open batches, clocks that are due. */
export function whatWaits(world: World, workload: Workload): string[] {
  return books(workload).flatMap((name) => {
    const ledger = world.host("COMMISSION_LEDGER", name);
    const book = world.host("ACCOUNT_BOOK", name);
    const waiting: Record<string, unknown[]> = {
      "rows in the outbox": ledger.read("SELECT 1 AS x FROM pairs WHERE acked_seq < last_seq"),
      "orders to be projected": ledger.read("SELECT 1 AS x FROM unprojected"),
      "clocks due": ledger.read("SELECT 1 AS x FROM orders WHERE due_at_ms <= ?", world.scheduler.nowMs),
      "open reservations": book.read("SELECT 1 AS x FROM reservations WHERE ask_at_ms IS NOT NULL"),
      "open batches": book.read("SELECT 1 AS x FROM payout_batches WHERE sealed_at_ms IS NULL"),
    };
    return Object.entries(waiting)
      .filter(([, rows]) => rows.length > 0)
      .map(([what, rows]) => `${name} has ${what} (${rows.length})`);
  });
}

function books(workload: Workload): string[] {
  return Array.from({ length: workload.objects }, (_, index) => `${PROGRAM}/${index}`);
}

async function read(world: World, workload: Workload, report: Report): Promise<Findings> {
  const orders = new Map<string, { ledger: string; view: OrderView }>();
  for (const [orderId, [proposal]] of workload.received.proposals) {
    if (proposal === undefined) continue;
    const ledger = workload.ledgerOf(proposal);
    const view = await once(world, "COMMISSION_LEDGER", ledger).order(orderId);
    if (view === null) report(`${orderId} was proposed and is unknown`);
    else orders.set(orderId, { ledger, view });
  }
  const wallets = new Map<
    PromoterRef,
    { wallet: Wallet; journal: JournalEntry[]; payouts: PayoutView[]; valid: boolean }
  >();
  for (const promoter of workload.promoters) {
    const book = once(world, "ACCOUNT_BOOK", workload.bookOf(promoter));
    const heads = await Promise.all(
      books(workload).map(async (name) => await once(world, "COMMISSION_LEDGER", name).knownHead(promoter)),
    );
    const known = heads.filter((head) => head !== null);
    wallets.set(promoter, {
      wallet: await book.wallet(promoter),
      journal: await book.journalAfter(promoter, 0),
      payouts: await book.payouts(promoter, null, 1_000),
      valid: (await book.verify(promoter, BEGINNING, known)).valid,
    });
  }
  return { orders, books: wallets };
}

/** Every order is one of those proposed, has every event once, and is released when nothing speaks against it. */
function checkOrders(workload: Workload, found: Findings, report: Report): void {
  for (const [orderId, { view }] of found.orders) {
    const proposals = workload.received.proposals.get(orderId) ?? [];
    const same = proposals.find(({ order, decision }) =>
      isSame([order, decision], [view.order, view.decision]),
    );
    if (same === undefined) report(`${orderId} was decided as nobody proposed`);
    const accepted = workload.received.accepted.get(orderId);
    const isAccepted = accepted === undefined || isSame(accepted.decision, view.decision);
    if (!isAccepted) report(`${orderId} is not the proposal that was accepted`);
    checkEvents(workload, orderId, view, report);
    const { amount } = view.order;
    const reversed = plainReversed(amount, view.events);
    if (view.reversedAmount !== reversed)
      report(`${orderId}: reversed ${view.reversedAmount}, not ${reversed}`);
    const expected = expectedKept(view);
    if (expected === null) report(`${orderId}: its budget was not asked for what was voided`);
    view.commissions.forEach(({ kept, id }, place) => {
      if (kept !== expected?.[place]) report(`${orderId}: ${id} keeps ${kept}, not ${expected?.[place]}`);
    });
    // What a lost timeline released stays released, whatever is told again in which sequence.
    if (!workload.received.lost.has(orderId)) checkRelease(orderId, view, reversed, report);
  }
}

function checkEvents(workload: Workload, orderId: string, view: OrderView, report: Report): void {
  const sent = workload.received.events.get(orderId) ?? [];
  for (const event of workload.received.recorded.get(orderId) ?? []) {
    const kept = view.events.filter(({ eventId }) => eventId === event.eventId);
    const [first] = kept;
    const same = first !== undefined && first.kind === event.kind && first.amount === event.amount;
    if (kept.length !== 1 || !same) report(`${orderId}: ${event.eventId} was recorded and is not there once`);
  }
  for (const event of view.events) {
    if (/^(clock:|operator:|move-|budget:)/.test(event.eventId)) continue;
    const received = sent.some((other) =>
      isSame({ ...other, occurredAtMs: 0 }, { ...event, occurredAtMs: 0 }),
    );
    if (!received) report(`${orderId}: nobody received ${event.eventId}`);
  }
}

function checkRelease(orderId: string, view: OrderView, reversed: number, report: Report): void {
  const { events, decision } = view;
  const startsUnderReview = decision.risk.verdict === "review";
  const { settlement } = decision.terms;
  const at = events.findIndex((event) => event.kind === "released");
  if (at === -1) {
    const isStarted =
      settlement.holdStartsAt === "paid" ||
      settlement.autoReceiveAfterMs !== null ||
      events.some((event) => event.kind === "received");
    const isGone = view.order.amount > 0 && reversed === view.order.amount;
    const isStopped =
      isGone || isBlocked(view) || hasOpenDispute(events) || isUnderReview(startsUnderReview, events);
    if (isStarted && !isStopped) report(`${orderId} should have been released`);
    return;
  }
  const before = events.slice(0, at);
  if (hasOpenDispute(before)) report(`${orderId} was released while a dispute was open`);
  if (isUnderReview(startsUnderReview, before)) report(`${orderId} was released under review`);
  if (isBlocked(view)) report(`${orderId} was blocked and released`);
  const byClock = events[at]?.eventId.startsWith("clock:") === true;
  const isReceived = settlement.holdStartsAt === "paid" || before.some((event) => event.kind === "received");
  if (byClock && !isReceived) report(`${orderId} was released by the clock before it was received`);
  if (events.filter((event) => event.kind === "released" && event.eventId.startsWith("clock:")).length > 1)
    report(`${orderId} was released twice`);
}

/** Balances are what orders, adjustments and payouts add up to. */
function checkWallets(workload: Workload, found: Findings, report: Report): void {
  for (const [promoter, { wallet, payouts }] of found.books) {
    const sums = { pending: 0, held: 0, released: 0 };
    for (const { view } of found.orders.values()) {
      const phase = phaseOf(view);
      const kept = expectedKept(view) ?? [];
      view.commissions.forEach((commission, place) => {
        if (commission.promoter === promoter) sums[phase] += kept[place] ?? 0;
      });
    }
    for (const adjustment of workload.received.adjustments) {
      if (adjustment.promoter === promoter) sums.released += adjustment.change;
    }
    const inState = (...states: string[]) => payouts.filter(({ state }) => states.includes(state));
    const reserved = sumOf(inState("requested", "approved", "processing"), "gross");
    const paid = sumOf(inState("paid"), "net");
    const withheld = sumOf(inState("paid"), "withheld");
    const rest = sums.released - reserved - paid - withheld;
    const expected = {
      pending: sums.pending,
      held: sums.held,
      available: Math.max(rest, 0),
      reserved,
      paid,
      withheld,
      debt: Math.max(-rest, 0),
    };
    for (const account of ACCOUNTS) {
      if (wallet[account] !== expected[account])
        report(`${promoter}: ${account} is ${wallet[account]}, not ${expected[account]}`);
    }
  }
}

/** A journal of a book that was put back: heads known outside may be of entries that it has no more. */
function isPutBack(workload: Workload, promoter: PromoterRef): boolean {
  return workload.received.booksPutBack.has(workload.bookOf(promoter));
}

/** Every journal is a chain by the documented rule, folds to its wallet, and its heads outside stand in it. */
function checkJournals(workload: Workload, found: Findings, report: Report): void {
  for (const [promoter, { wallet, journal, valid }] of found.books) {
    if (!valid && !isPutBack(workload, promoter)) report(`${promoter}: verification fails`);
    const balances: Record<string, number> = {};
    let previous = "0".repeat(64);
    journal.forEach((entry, index) => {
      balances[entry.debit] = (balances[entry.debit] ?? 0) - entry.amount;
      balances[entry.credit] = (balances[entry.credit] ?? 0) + entry.amount;
      const text = JSON.stringify([
        previous,
        `pr_${promoter.toString(36)}`,
        index + 1,
        `je_${promoter.toString(36)}_${(index + 1).toString(36)}`,
        entry.kind,
        entry.debit,
        entry.credit,
        entry.amount,
        balances["available"] ?? 0,
        entry.orderId,
        entry.reference,
        new Date(entry.occurredAtMs).toISOString(),
      ]);
      previous = createHash("sha256").update(text).digest("hex");
      if (entry.hash !== previous) report(`${promoter}: entry ${index + 1} is not what its hash says`);
    });
    for (const account of ACCOUNTS) {
      const sign = account === "debt" ? -1 : 1;
      const folded = sign * (balances[account] ?? 0);
      if (folded !== wallet[account] && !(folded === 0 && wallet[account] === 0))
        report(`${promoter}: ${account} is ${wallet[account]}, its journal says ${folded}`);
    }
    const total = Object.values(balances).reduce((sum, balance) => sum + balance, 0);
    if (total !== 0) report(`${promoter}: the accounts sum to ${total}`);
  }
}

/** After objects were put back, what stands in the journals of each commission is what its order keeps of it. */
function checkKept(found: Findings, report: Report): void {
  const expected = new Map<string, number>();
  for (const { view } of found.orders.values()) {
    if (isBlocked(view)) continue;
    for (const { id, promoter, kept } of view.commissions) expected.set(`${id} ${promoter}`, kept);
  }
  const posted = new Map<string, number>();
  for (const [promoter, { journal }] of found.books) {
    for (const { kind, reference, amount } of journal) {
      const sign = kind === "earn" || kind === "restore" ? 1 : kind === "reverse" ? -1 : 0;
      const key = `${reference} ${promoter}`;
      if (INTENTS.has(kind)) posted.set(key, (posted.get(key) ?? 0) + sign * amount);
    }
  }
  for (const key of new Set([...expected.keys(), ...posted.keys()])) {
    const [wanted, has] = [expected.get(key) ?? 0, posted.get(key) ?? 0];
    if (wanted !== has) report(`${key}: keeps ${wanted}, posted ${has}`);
  }
}

/** What was posted for each commission is what its ledger asked for: nothing lost, nothing doubled. */
function checkPostings(world: World, workload: Workload, found: Findings, report: Report): void {
  if (workload.received.lost.size > 0) return checkKept(found, report);
  const asked = new Map<string, number>();
  for (const name of books(workload)) {
    const rows = world.host("COMMISSION_LEDGER", name).read(
      `SELECT o.kind, o.amount, o.credit, o.level, d.order_id AS orderId, d.slot, r.code AS refused FROM outbox o
         JOIN pairs p ON p.pair = o.pair JOIN orders d ON d.row = o.order_row
         LEFT JOIN refused_rows r ON r.pair = o.pair AND r.seq = o.seq WHERE p.receiver_class = 'book'`,
    );
    for (const row of rows) {
      if (!INTENTS.has(String(row["kind"]))) continue;
      if (row["refused"] !== null) report(`${name}: a ${row["kind"]} was refused: ${row["refused"]}`);
      const [slot, credit, level] = [row["slot"], row["credit"], row["level"]].map(Number);
      const place = { slot: slot ?? 0, credit: credit ?? 0, level: level ?? 0 };
      const id = commissionIdOf({ ...place, orderId: String(row["orderId"]) });
      const key = `${id} ${row["kind"]}`;
      asked.set(key, (asked.get(key) ?? 0) + Number(row["amount"]));
    }
  }
  const posted = new Map<string, number>();
  for (const { journal } of found.books.values()) {
    for (const entry of journal) {
      if (!INTENTS.has(entry.kind)) continue;
      const key = `${entry.reference} ${entry.kind}`;
      posted.set(key, (posted.get(key) ?? 0) + entry.amount);
    }
  }
  for (const key of new Set([...asked.keys(), ...posted.keys()])) {
    if ((asked.get(key) ?? 0) !== (posted.get(key) ?? 0))
      report(`${key}: asked ${asked.get(key) ?? 0}, posted ${posted.get(key) ?? 0}`);
  }
}

/** A promoter sold what its credits in all orders that stand come to. */
function checkSales(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const promoter of workload.promoters) {
    let expected = 0;
    for (const { view } of found.orders.values()) {
      if (isBlocked(view)) continue;
      const { amount } = view.order;
      const { credits } = view.decision.attribution;
      const bases = plainShares(
        amount,
        credits.map(({ weightBps }) => weightBps),
      );
      const reversed = plainReversed(amount, view.events);
      credits.forEach((credit, place) => {
        if (credit.promoter === promoter) expected += plainKept(bases[place] ?? 0, amount, reversed);
      });
    }
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOf(promoter))
      .read("SELECT lifetime FROM sales WHERE promoter = ?", promoter);
    if (Number(row?.["lifetime"] ?? 0) !== expected)
      report(`${promoter} sold ${row?.["lifetime"] ?? 0}, not ${expected}`);
  }
}

/** A campaign spent what its orders' commissions keep, has reserved nothing any more, and never went beyond. */
function checkBudgets(world: World, workload: Workload, found: Findings, report: Report): void {
  const refusals = new Set(
    books(workload).flatMap((name) =>
      world
        .host("COMMISSION_LEDGER", name)
        .read("SELECT code FROM refused_rows")
        .map(({ code }) => code),
    ),
  );
  for (const { id, slot, budget } of workload.campaigns) {
    let expected = 0;
    for (const { view } of found.orders.values()) {
      const { campaignId, budget: terms } = view.decision;
      if (campaignId !== id || (terms?.reservation ?? 0) === 0) continue;
      for (const kept of expectedKept(view) ?? []) expected += kept;
    }
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOfSlot(slot))
      .read("SELECT reserved, spent FROM budgets WHERE campaign_id = ?", id);
    if (row === undefined) continue;
    const { reserved, spent } = row;
    if (reserved !== 0) report(`${id} still has ${reserved} reserved`);
    // What was told again may cost more than there is room for by now: the row is refused, and listed.
    if (spent !== expected && !refusals.has("over_budget")) report(`${id} spent ${spent}, not ${expected}`);
    if (Number(spent) > budget) report(`${id} spent ${spent} of ${budget}`);
  }
}

/** Sender and receiver of every pair agree on the last number. */
function checkPairs(world: World, workload: Workload, report: Report): void {
  for (const name of books(workload)) {
    const pairs = world.host("COMMISSION_LEDGER", name).read("SELECT * FROM pairs");
    for (const pair of pairs) {
      const receiver = String(pair["receiver"]);
      const binding = pair["receiver_class"] === "book" ? "ACCOUNT_BOOK" : "JOURNEY";
      const [sender] = world
        .host(binding, receiver)
        .read("SELECT last_seq FROM senders WHERE sender = ?", `ledger ${name}`);
      const numbers = [pair["last_seq"], pair["acked_seq"], sender?.["last_seq"] ?? 0];
      if (new Set(numbers).size !== 1) report(`${name} to ${binding} ${receiver}: ${numbers.join(", ")}`);
    }
  }
}

/** Read models say what the owners say; heads in D1 stand in their journals and cover what the book wrote by itself. */
function checkReadModels(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const [orderId, { view }] of found.orders) {
    const [row] = world.readModels.read(
      "SELECT state, reversed_amount AS reversed, under_review AS review FROM orders WHERE order_id = ?",
      orderId,
    );
    const expected = { state: view.state, reversed: view.reversedAmount, review: view.underReview ? 1 : 0 };
    if (!isSame(row, expected)) report(`${orderId}: the read model says ${JSON.stringify(row)}`);
    const kept = world.readModels.read(
      "SELECT id, kept, state FROM commissions WHERE order_id = ? ORDER BY id",
      orderId,
    );
    const own = view.commissions.map(({ id, kept, state }) => ({ id, kept, state }));
    if (
      !isSame(
        kept,
        own.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      )
    )
      report(`${orderId}: the read model's commissions differ`);
  }
  for (const promoter of workload.promoters) {
    if (isPutBack(workload, promoter)) continue;
    const journal = found.books.get(promoter)?.journal ?? [];
    const [head] = world.readModels.read(
      "SELECT entries, head FROM journal_heads WHERE promoter = ?",
      promoter,
    );
    const entries = Number(head?.["entries"] ?? 0);
    if (head !== undefined && journal[entries - 1]?.hash !== head["head"])
      report(`${promoter}: the head in D1 is not in the journal`);
    const own = journal.findLast((entry) => !INTENTS.has(entry.kind))?.sequence ?? 0;
    if (entries < own) report(`${promoter}: D1 knows ${entries} entries, the book wrote ${own} by itself`);
  }
}

/** At most one payout open; each collected payout in exactly one sealed batch, with the same amounts for ever. */
async function checkPayouts(
  world: World,
  workload: Workload,
  found: Findings,
  report: Report,
): Promise<void> {
  if (hasTwoOpenPayouts(world, workload)) report("a promoter has two open payouts");
  const batched = new Map<string, string>();
  for (const id of workload.received.batches) {
    const number = Number.parseInt(id.split("_")[2] ?? "", 36);
    const owner = once(world, "ACCOUNT_BOOK", `${PROGRAM}/0`);
    const rows = await owner.batchRows(number);
    if (rows === null) report(`${id} was never sealed`);
    for (const row of rows ?? []) {
      if (batched.has(row.id)) report(`${row.id} is in ${id} and in ${batched.get(row.id)}`);
      batched.set(row.id, id);
    }
  }
  for (const { payouts } of found.books.values()) {
    for (const { id, state, batchId, gross, withheld, net } of payouts) {
      if (gross !== withheld + net) report(`${id}: gross is not withheld and net`);
      const wasCollected = ["processing", "paid", "failed", "returned"].includes(state);
      if (wasCollected !== (batchId !== null) || batched.get(id) !== (batchId ?? undefined))
        report(`${id} is ${state}, says ${batchId} and is in ${batched.get(id)}`);
    }
  }
}

function phaseOf(view: OrderView): "pending" | "held" | "released" {
  if (view.events.some((event) => event.kind === "released")) return "released";
  const isReceived = view.events.some((event) => event.kind === "received");
  return isReceived || view.decision.terms.settlement.holdStartsAt === "paid" ? "held" : "pending";
}

function isBlocked(view: OrderView): boolean {
  return view.decision.risk.verdict === "block";
}

function sumOf(payouts: readonly PayoutView[], field: "gross" | "net" | "withheld"): number {
  return payouts.reduce((sum, payout) => sum + payout[field], 0);
}

/** Equal as JSON, whatever the sequence of members. */
function isSame(a: unknown, b: unknown): boolean {
  return spelled(a) === spelled(b);
}

function spelled(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : member,
  );
}
