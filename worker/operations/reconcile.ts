/**
 * Reconciliation in the background, one book a message. Its journal against what every ledger says it sent, its
 * wallets against its journal, and the read model against both. What is on its way is counted, not reported.
 */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { FoldPage, FoldPlace } from "../../durable-objects/account-book/wallet-fold-storage.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { commissionIdOf, indexOfObject, objectName, promoterIdOf } from "../../domain/kernel/ids.ts";
import type { BookProgress } from "../../durable-objects/account-book/book-audit-storage.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import { comparePair, type Difference } from "../../domain/ledger/reconciliation.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { senderKey } from "../../durable-objects/delivery/rows.ts";
import {
  type CommissionSide,
  compareSides,
  journalSide,
  ledgerSide,
  readModelSide,
  together,
} from "./commission-sides.ts";
import { isOrWasUnderWay, readGrowth } from "../growth/growths.tables.ts";
import { beginRun, finishPart } from "./reconciliation.tables.ts";
import { type BookIndex, lostHeads } from "./lost-heads.ts";
import { laggingPromoters } from "./lagging-promoters.ts";
import { LostOrders } from "./lost-orders.ts";
import { lostPromoters } from "./lost-promoters.ts";
import { reportDifferences } from "../reports/report-differences.ts";
import { putBackDifferences } from "./put-back-objects.tables.ts";
import { repairBook } from "./repair.ts";
import { callObject } from "../platform/object-call.ts";
import { type Among, bookProgress } from "./among.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { knownObjectsOf } from "../read-models/known-objects.tables.ts";
import type { ProgramObjects } from "../platform/objects.ts";

/** How often numbers that seem to differ are read again before they do. */
const READINGS = 4;
const PAUSE_MS = 500;
/** What the keys of ledgers among senders begin with. */
const LEDGER_KEY = senderKey({ class: "ledger", name: "" });
/** Refused rows named in one part. */
const REFUSED_SHOWN = 200;

export interface ReconcileMessage {
  readonly kind: "reconcile";
  readonly program: ProgramObjects;
  readonly run: number;
  /** Index of the book. */
  readonly part: number;
  /** Why an operator has it set right before it is compared; a run that only compares has none. */
  readonly repair?: string;
}

interface Findings {
  inFlight: number;
  differences: Difference[];
}

/**
 * Begins a run of one program, unless one is under way.
 *
 * @param repair the operator's reason to set right what can be proved, before it is compared.
 */
export async function startReconciliation(
  env: Env,
  program: ProgramObjects,
  nowMs: number,
  repair?: string,
): Promise<{ readonly begun: boolean; readonly run: number }> {
  const { id, region, objects } = program;
  const parts = await partsOf(env, program);
  const { begun, run } = await beginRun(env.REPORTS, id, parts, nowMs);
  if (begun) {
    for (let part = 0; part < parts; part += 1) {
      const message = { kind: "reconcile", program: { id, region, objects }, run, part } as const;
      await env.JOBS.send(
        (repair === undefined ? message : { ...message, repair }) satisfies ReconcileMessage,
      );
    }
  }
  return { begun, run };
}

/** A part for each index that any object of the program has: growth makes objects beyond those of the beginning. */
async function partsOf(env: Env, { id, objects }: ProgramObjects): Promise<number> {
  const known = await knownObjectsOf(env.REPORTS, [id]);
  // Endpoints are named by ids, and have no index.
  const numbered = known.filter(({ className }) => className !== "webhook");
  return Math.max(objects, ...numbered.map(({ object }) => indexOfObject(object) + 1));
}

/** Compares one book with everybody else. A repeat finds the same. */
export async function reconcileBook(env: Env, message: ReconcileMessage): Promise<void> {
  const { program, run, part, repair } = message;
  const name = objectName(homeOf(program.id, program.region), part);
  if (repair !== undefined) await repairBook(env, program, { name, index: part }, repair);
  const findings: Findings = { inFlight: 0, differences: [] };
  const [ledgers, books] = await Promise.all([
    existingNames(env, program, "ledger"),
    existingNames(env, program, "book"),
  ]);
  const among: Among = { program, ledgers, exists: books.includes(name) };
  const naming = new LostOrders(env, ledgers);
  // Beyond those of the beginning there is no book before something was told it.
  if (among.exists || part < program.objects) {
    await compareWithLedgers(env, among, name, { findings, naming });
  }
  if (among.exists) await compareWallets(env, name, findings);
  await compareWithReadModel(env, among, { name, index: part }, { findings, naming });
  await compareHeads(env, program, { name, index: part }, findings);
  for (const promoter of await lostPromoters(env, program, { name, index: part })) {
    findings.differences.push({
      kind: "unknown_promoter",
      about: promoterIdOf(promoter),
      expected: 1,
      found: 0,
    });
  }
  if (part === 0)
    findings.differences.push(...(await reportDifferences(env, program.id, repair !== undefined)));
  // First: they explain the others, which may be more than are listed.
  findings.differences.unshift(...(await putBackDifferences(env.REPORTS, program.id, name)));
  await finishPart(env.REPORTS, { programId: program.id, run, part, ...findings, failure: null }, Date.now());
}

/** Tells that a book cannot be compared: the run has failed, and says why. */
export async function failReconciliation(
  env: Pick<Env, "REPORTS">,
  { program, run, part }: ReconcileMessage,
  error: unknown,
): Promise<void> {
  const name = objectName(homeOf(program.id, program.region), part);
  logError("reconciliation_ended", error, { program: program.id, run, object: name });
  const failure = `book ${name} could not be compared: the log says why`;
  const nothing = { inFlight: 0, differences: [], failure };
  await finishPart(env.REPORTS, { programId: program.id, run, part, ...nothing }, Date.now());
}

/** Where differences of commissions go, and how they are named. */
interface Naming {
  readonly findings: Findings;
  readonly naming: LostOrders;
}

/** Both sides are summed up to the same numbers, so that what moves meanwhile makes no difference. */
async function compareWithLedgers(
  env: Env,
  among: Among,
  book: string,
  { findings, naming }: Naming,
): Promise<void> {
  const progress = await bookProgress(env, among, book);
  const sides: CommissionSide[] = [];
  let isComparable = true;
  for (const ledger of knownLedgers(among, progress)) {
    const receivedSeq = receivedOf(progress, ledger);
    const { lastSeq, ackedSeq } = await settledPair(env, ledger, book, receivedSeq);
    // Rows may have been received, and acknowledged, since the book was asked. A book whose rows were is there, listed or not.
    const takenSeq =
      ackedSeq > receivedSeq
        ? Math.min(ackedSeq, receivedOf(await bookProgress(env, { ...among, exists: true }, book), ledger))
        : receivedSeq;
    const compared = comparePair({ ledger, book, lastSeq, ackedSeq, receivedSeq: takenSeq });
    findings.inFlight += compared.inFlight;
    findings.differences.push(...compared.differences);
    findings.differences.push(...(await refusedOf(env, ledger, book)));
    // Which of the rows received were refused is known once they are acknowledged.
    if (ackedSeq < receivedSeq) isComparable = false;
    else sides.push(ledgerSide(env, ledger, book, receivedSeq));
  }
  if (!isComparable) {
    findings.inFlight += 1;
    return;
  }
  const journal = journalSide(env, book, progress.lastRow);
  const before = await readGrowth(env.CONFIG, among.program.id);
  const differences = await compareSides("ledger_and_journal", together(sides), journal);
  // An order that goes from one ledger to another meanwhile may be read at both, or at neither.
  if (differences.length > 0 && isOrWasUnderWay(before, await readGrowth(env.CONFIG, among.program.id))) {
    findings.inFlight += differences.length;
    return;
  }
  findings.differences.push(...(await naming.named(differences)));
}

/** A book may have heard of a ledger before that is listed. */
function knownLedgers({ ledgers }: Among, { received }: BookProgress): string[] {
  const heardOf = received.map(({ sender }) => sender).filter((key) => key.startsWith(LEDGER_KEY));
  return [...new Set([...ledgers, ...heardOf.map((key) => key.slice(LEDGER_KEY.length))])];
}

/** The last number of a ledger's rows that a book has. */
function receivedOf({ received }: BookProgress, ledger: string): number {
  const key = senderKey({ class: "ledger", name: ledger });
  return received.find(({ sender }) => sender === key)?.lastSeq ?? 0;
}

/** Rows that the book refused and nobody has replayed: owed, and not posted. */
async function refusedOf(env: Env, ledger: string, book: string): Promise<Difference[]> {
  const rows = await callObject(
    async () =>
      await objectNamed(env.COMMISSION_LEDGER, ledger).refusedRows({ pair: 0, seq: 0 }, REFUSED_SHOWN),
  );
  return rows
    .filter(({ receiver }) => receiver === book)
    .map((row) => ({ kind: "refused", about: commissionIdOf(row), expected: row.amount, found: 0 }));
}

/** The pair's numbers, read again until the ledger has heard of what the book received. */
async function settledPair(
  env: Env,
  ledger: string,
  book: string,
  receivedSeq: number,
): Promise<{ readonly lastSeq: number; readonly ackedSeq: number }> {
  for (let reading = 1; ; reading += 1) {
    const { pairs } = await callObject(
      async () => await objectNamed(env.COMMISSION_LEDGER, ledger).auditProgress(),
    );
    const pair = pairs.find(({ receiverClass, receiver }) => receiverClass === "book" && receiver === book);
    const numbers = { lastSeq: pair?.lastSeq ?? 0, ackedSeq: pair?.ackedSeq ?? 0 };
    const isBehind = numbers.ackedSeq < receivedSeq && receivedSeq <= numbers.lastSeq;
    if (!isBehind || reading === READINGS) return numbers;
    await scheduler.wait(PAUSE_MS);
  }
}

async function compareWallets(env: Env, book: string, findings: Findings): Promise<void> {
  for (let place: FoldPlace | null = null; ;) {
    const from: FoldPlace | null = place;
    const { broken, next }: FoldPage = await callObject(
      async () => await objectNamed(env.ACCOUNT_BOOK, book).foldWallets(from),
    );
    for (const promoter of broken)
      findings.differences.push({
        kind: "journal_and_wallet",
        about: promoterIdOf(promoter),
        expected: 0,
        found: 1,
      });
    if (next === null) return;
    place = next;
    await letOthersIn();
  }
}

/** A read model may lag, or be read later than a journal: what differs alike in two readings, and is not on its way, lasts. */
async function compareWithReadModel(
  env: Env,
  among: Among,
  book: BookIndex,
  { findings, naming }: Naming,
): Promise<void> {
  const { program } = among;
  const place = { programId: program.id, index: book.index, objects: program.objects };
  let before: ReadonlySet<string> = new Set();
  for (let reading = 1; ; reading += 1) {
    const progress = await bookProgress(env, among, book.name);
    const differences = await compareSides(
      "journal_and_read_model",
      journalSide(env, book.name, progress.lastRow),
      readModelSide(env.REPORTS, place),
    );
    if (differences.length === 0) return;
    // A book that was told something a moment ago is listed a moment later: it is compared by the next run.
    if (!among.exists) {
      findings.inFlight += differences.length;
      return;
    }
    const lagging = await laggingPromoters(env, knownLedgers(among, progress));
    const lasting = lagging === null ? [] : differences.filter(({ promoter }) => !lagging.has(promoter));
    if (reading === READINGS) {
      const alike = lasting.filter((one) => before.has(JSON.stringify(one)));
      findings.inFlight += differences.length - alike.length;
      findings.differences.push(...(await naming.named(alike)));
      return;
    }
    before = new Set(lasting.map((one) => JSON.stringify(one)));
    await scheduler.wait(PAUSE_MS);
  }
}

/** Heads that were published, and do not stand in their journals any more: what followed them is lost. */
async function compareHeads(
  env: Env,
  program: ProgramObjects,
  book: BookIndex,
  findings: Findings,
): Promise<void> {
  for await (const lost of lostHeads(env, program, book)) {
    findings.differences.push(
      ...lost.map(({ promoter, expected, found }): Difference => {
        return { kind: "journal_and_head", about: promoterIdOf(promoter), expected, found };
      }),
    );
  }
}
