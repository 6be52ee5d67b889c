/**
 * Settles contests. When the holds of all orders have ended, the contest's book takes its ranks, the first ones for ever. From then
 * on every prize is paid by a key of its own, which the promoter's book takes once. So whatever breaks off, comes twice, or is put
 * back, goes on where it was.
 */
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { ContestEnd } from "../../domain/reports/contest-end.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { AuditEntry } from "../http/audit/audit.tables.ts";
import { knownNames } from "../read-models/known-objects.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf, bookOfContest } from "../platform/objects.ts";
import {
  type Contest,
  type DecidedRank,
  endedContests,
  findContest,
  keepCancellation,
  keepDecision,
  notePaid,
  noteSettled,
  unpaidRanks,
  writtenRanks,
} from "./contests.tables.ts";
import { prizedRanks } from "./ranks-of-contest.ts";
import { unreleasedOrders } from "./unreleased.tables.ts";

export interface ContestMessage {
  readonly kind: "contest";
  /** The program's id. */
  readonly program: string;
  readonly contest: string;
}

/** So long orders that are told late have at least to come in. */
const LEAST_WAIT_MS = HOUR_MS;
/** Prizes that are paid, and ledgers that are asked, at once; and rounds of prizes before another message goes on. */
const AT_ONCE = 20;
const ROUNDS = 25;

/** Contests that one hour goes on with, and messages of a batch: a queue takes no more of them. */
const CONTESTS_AN_HOUR = 1_000;
const MESSAGES_PER_BATCH = 100;

/** A message for each contest that is over and not settled. Of more than `most` the hours take turns. */
export async function sendContests(
  { CONFIG, JOBS }: Pick<Env, "CONFIG" | "JOBS">,
  nowMs: number,
  most: number = CONTESTS_AN_HOUR,
): Promise<void> {
  const turn = Math.floor(nowMs / HOUR_MS);
  const ended = await endedContests(CONFIG, nowMs - LEAST_WAIT_MS, { turn, most });
  for (let start = 0; start < ended.length; start += MESSAGES_PER_BATCH) {
    const batch = ended.slice(start, start + MESSAGES_PER_BATCH);
    await JOBS.sendBatch(
      batch.map(({ programId, id }) => ({
        body: { kind: "contest", program: programId, contest: id } satisfies ContestMessage,
      })),
    );
  }
}

/** Goes on with one contest. @param rounds of prizes; what is left then is another message's. */
export async function settleContest(
  env: Env,
  message: ContestMessage,
  nowMs: number = Date.now(),
  rounds: number = ROUNDS,
): Promise<void> {
  const program = await currentProgram(env, message.program, "proved");
  // Objects of a program that is put back are not asked meanwhile; the next hour's message comes behind it.
  if (program === null || program.fencedAtMs !== null) return;
  const found = await findContest(env.CONFIG, program.number, message.contest);
  if (found === null || found.cancelledAtMs !== null || found.settledAtMs !== null) return;
  const end = await endOf(env, program, found, nowMs);
  if (end === null) return;
  if (end.kind === "cancelled") {
    await keepCancellation(env.CONFIG, found, end, auditOf("cancelContest", program, found, nowMs));
    return;
  }
  if (found.decidedAtMs !== end.atMs)
    await keepDecision(env.CONFIG, found, end, auditOf("settleContest", program, found, nowMs));
  for (let round = 0; round < rounds; round += 1) {
    if (await payNext(env, program, found)) {
      await noteSettled(env.CONFIG, found, Date.now());
      return;
    }
    await letOthersIn();
  }
  await env.JOBS.send(message);
}

/**
 * How a contest ended, as its book says; null while it cannot be decided. What is written down already, by a version before or
 * before the book was put back, is what the book takes.
 */
async function endOf(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  nowMs: number,
): Promise<ContestEnd | null> {
  const { id, decidedAtMs } = contest;
  const known = await callObject(async () => await bookOfContest(env, program, id).contestEnd(id));
  if (known !== null) return known;
  if (decidedAtMs === null && !(await isDecidable(env, program, contest, nowMs))) return null;
  const end: ContestEnd =
    decidedAtMs === null
      ? { kind: "decided", atMs: nowMs, ranks: await prizedRanks(env, program, contest) }
      : { kind: "decided", atMs: decidedAtMs, ranks: await writtenRanks(env.CONFIG, contest) };
  return await callObject(async () => await bookOfContest(env, program, id).endContest(id, end));
}

/** The hold of what was sold last has ended at the earliest, nothing is held or looked at, and reports know of all of it. */
async function isDecidable(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  nowMs: number,
): Promise<boolean> {
  const { startsAtMs, endsAtMs } = contest;
  const { holdPeriodMs } = settingsAt(program, endsAtMs).value.settlement;
  if (nowMs < endsAtMs + Math.max(holdPeriodMs, LEAST_WAIT_MS)) return false;
  const period = { fromMs: startsAtMs, toMs: endsAtMs };
  const isReleased = async () => (await unreleasedOrders(env.REPORTS, program.id, period, 1)) === 0;
  // What is read behind the ledgers' answers has all that these rest on; before, it spares most of the questions.
  return (await isReleased()) && !(await isReadModelBehind(env, program, period)) && (await isReleased());
}

/**
 * Whether the read model lags behind orders of a period, as ledgers say now. Those of other times say nothing: where many are sold,
 * some always lag by seconds.
 */
async function isReadModelBehind(env: Env, program: ProgramConfig, { fromMs, toMs }: Span): Promise<boolean> {
  const ledgers = await knownNames(env.REPORTS, program.id, "ledger");
  for (let start = 0; start < ledgers.length; start += AT_ONCE) {
    const lag = await Promise.all(
      ledgers.slice(start, start + AT_ONCE).map(async (name) => {
        return await callObject(
          async () => await objectNamed(env.COMMISSION_LEDGER, name).lagsWithin(fromMs, toMs),
        );
      }),
    );
    if (lag.includes(true)) return true;
  }
  return false;
}

/** Answers whether none is left. */
async function payNext(env: Env, program: ProgramConfig, contest: Contest): Promise<boolean> {
  const unpaid = await unpaidRanks(env.CONFIG, contest, AT_ONCE);
  if (unpaid.length === 0) return true;
  const ended = await Promise.allSettled(unpaid.map(async (rank) => await pay(env, program, contest, rank)));
  const paid = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  await notePaid(env.CONFIG, contest, paid, Date.now());
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return unpaid.length < AT_ONCE;
}

async function pay(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  { promoter, rank, prize }: DecidedRank,
) {
  const result = await callObject(
    async () =>
      await bookOf(env, program, promoter).adjust(promoter, {
        // No key of a caller has two blanks.
        key: `contest  ${contest.id}`,
        kind: "bonus",
        amount: amountMinor(prize),
        reason: `Contest “${contest.name}” (${contest.id}), rank ${rank}`,
        by: SERVICE,
        reference: `prize_${rank}_${contest.id}`,
      }),
  );
  if (result.kind === "adjusted") return { promoter, adjustment: result.id };
  // Configuration and book were both put back after it had paid, and its ranks became others: nobody gets two prizes of one contest.
  const facts = { program: program.id, contest: contest.id, promoter };
  logError("prize_differs", new Error("another prize of the contest stands in the journal"), facts);
  return { promoter, adjustment: result.knownId };
}

const SERVICE = "service";

/** What the service does by itself stands in the audit as well, because money follows from it. */
function auditOf(
  operation: "settleContest" | "cancelContest",
  program: ProgramConfig,
  { id }: Contest,
  nowMs: number,
): AuditEntry {
  return {
    program: program.number,
    atMs: nowMs,
    actor: SERVICE,
    credential: SERVICE,
    operation,
    subject: `/v1/programs/${program.id}/contests/${encodeURIComponent(id)}`,
    members: "",
    requestId: "",
    reason: null,
  };
}
