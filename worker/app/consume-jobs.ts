/**
 * Background work by message, each of which may come twice. One that fails is tried again by the queue, with pauses that
 * grow. One that was a dead letter closes its letter when it is done.
 */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { type AlertsMessage, lookForAlerts } from "../alerts/look-for-alerts.ts";
import { type ContestMessage, settleContest } from "../contests/settle-contests.ts";
import { exportOn, type ExportMessage } from "../exports/export-data.ts";
import { growObjects, type GrowMessage } from "../growth/grow-objects.ts";
import { eraseOn, type EraseMessage } from "../privacy/erase.ts";
import { markDone } from "../clicks/dead-letters.tables.ts";
import { failReconciliation, reconcileBook, type ReconcileMessage } from "../operations/reconcile.ts";
import { wakeAgain, wakeObjects, type WakeMessage } from "../operations/wake-objects.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { applyCase, type CaseMessage } from "../risk/apply-case.ts";
import { type AheadMessage, keepAhead } from "../reports/ahead/keep-ahead.ts";
import { type SumsMessage, sumOn } from "../reports/rebuild-sums.ts";
import { replayOn, type ReplayMessage } from "../risk/replay-cases.ts";
import { lookForPatterns, type PatternsMessage } from "../risk/look-for-patterns.ts";
import { restoreOn, type RestoreMessage } from "../restores/restore.ts";
import { catchUpOn, type CatchUpMessage } from "../sources/catch-up/catch-up.ts";

/** `letter`: the number of the dead letter that the job was. */
type Job = (
  | WakeMessage
  | ReconcileMessage
  | RestoreMessage
  | GrowMessage
  | EraseMessage
  | CatchUpMessage
  | PatternsMessage
  | CaseMessage
  | ReplayMessage
  | ExportMessage
  | SumsMessage
  | AheadMessage
  | ContestMessage
  | AlertsMessage
) & {
  readonly letter?: number;
};

/** Deliveries of a part of a reconciliation before the run is told to have failed: with their pauses, ten minutes. */
const RECONCILED_TRIES = 7;

/** Whether a message of a queue is a job that this version of the code knows. */
export function isJob(body: unknown): body is Job {
  const kind: unknown = typeof body === "object" && body !== null && "kind" in body ? body.kind : undefined;
  return typeof kind === "string" && Object.hasOwn(WORK, kind);
}

export async function consumeJobs(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const job = message.body as Job;
    try {
      await doJob(env, job, message.attempts);
      if (job.letter !== undefined) await markDone(env.REPORTS, job.letter, Date.now());
      message.ack();
    } catch (error) {
      logError(`${job.kind}_failed`, error, factsOf(job));
      message.retry(retryPause(message.attempts));
    }
  }
}

type JobOf<Kind extends Job["kind"]> = Extract<Job, { readonly kind: Kind }>;

const WORK: {
  readonly [Kind in Job["kind"]]: (env: Env, job: JobOf<Kind>, attempts: number) => Promise<void>;
} = {
  wake: async (env, job) => {
    const { failed } = await wakeObjects(env, job);
    await wakeAgain(env, job, failed);
  },
  reconcile: async (env, job, attempts) => {
    try {
      await reconcileBook(env, job);
    } catch (error) {
      if (attempts < RECONCILED_TRIES) throw error;
      await failReconciliation(env, job, error);
    }
  },
  restore: restoreOn,
  grow: growObjects,
  erase: eraseOn,
  catch_up: catchUpOn,
  patterns: lookForPatterns,
  risk_case: applyCase,
  case_replay: replayOn,
  export: exportOn,
  report_sums: async (env, job) => await sumOn(env, job),
  report_periods: async (env, job) => await keepAhead(env, job),
  contest: async (env, job) => await settleContest(env, job),
  alerts: async (env, job) => await lookForAlerts(env, job),
};

async function doJob<Kind extends Job["kind"]>(env: Env, job: JobOf<Kind>, attempts: number): Promise<void> {
  await WORK[job.kind](env, job, attempts);
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "grow") return { program: job.program };
  if (job.kind === "erase") return { erasure: job.erasure };
  if (job.kind === "catch_up") return { catch_up: job.catchUp };
  if (job.kind === "restore") return { program: job.program.id, restore: job.restore };
  if (job.kind === "risk_case") return { risk_case: job.riskCase };
  if (job.kind === "export") return { export: job.export };
  if (job.kind === "report_sums") return { program: job.program };
  if (job.kind === "report_periods") return { after: job.after };
  if (job.kind === "contest") return { program: job.program, contest: job.contest };
  if (job.kind === "alerts") return { hour: job.hour, after: job.after };
  if (job.kind === "case_replay") return { program: job.program };
  if (job.kind === "patterns") return { program: job.program.id, day: job.day, phase: job.phase ?? "sums" };
  return { program: job.program.id, run: job.run, part: job.part };
}
