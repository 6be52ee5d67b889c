/**
 * Settles contests. Ranks are written down once, when the holds of all orders have ended. From then on every prize is paid by a
 * key of its own, which the promoter's book takes once. So whatever breaks off, or comes twice, goes on where it was.
 */
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { AuditEntry } from "../http/audit/audit.tables.ts";
import { knownNames } from "../read-models/known-objects.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import {
  type Contest,
  decideContest,
  type DecidedRank,
  endedContests,
  findContest,
  notePaid,
  noteSettled,
  unpaidRanks,
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
  if (found.decidedAtMs === null) {
    if (!(await isDecidable(env, program, found, nowMs))) return;
    const ranks = await prizedRanks(env, program, found);
    await decideContest(env.CONFIG, found, ranks, auditOf(program, found, nowMs));
  }
  for (let round = 0; round < rounds; round += 1) {
    if (await payNext(env, program, found)) {
      await noteSettled(env.CONFIG, found, Date.now());
      return;
    }
    await letOthersIn();
  }
  await env.JOBS.send(message);
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
  // The configuration was put back after it had paid, and its ranks became others: nobody gets two prizes of one contest.
  const facts = { program: program.id, contest: contest.id, promoter };
  logError("prize_differs", new Error("another prize of the contest stands in the journal"), facts);
  return { promoter, adjustment: result.knownId };
}

const SERVICE = "service";

/** What the service does by itself stands in the audit as well, because money follows from it. */
function auditOf(program: ProgramConfig, { id }: Contest, nowMs: number): AuditEntry {
  return {
    program: program.number,
    atMs: nowMs,
    actor: SERVICE,
    credential: SERVICE,
    operation: "settleContest",
    subject: `/v1/programs/${program.id}/contests/${encodeURIComponent(id)}`,
    members: "",
    requestId: "",
  };
}
