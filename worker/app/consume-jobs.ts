/**
 * Background work by message, each of which may come twice. One that fails is tried again by the queue, with pauses that
 * grow. One that was a dead letter closes its letter when it is done.
 */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { growObjects, type GrowMessage } from "../growth/grow-objects.ts";
import { eraseOn, type EraseMessage } from "../privacy/erase.ts";
import { markDone } from "../clicks/dead-letters.tables.ts";
import { failReconciliation, reconcileBook, type ReconcileMessage } from "../operations/reconcile.ts";
import { wakeAgain, wakeObjects, type WakeMessage } from "../operations/wake-objects.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { applyCase, type CaseMessage } from "../risk/apply-case.ts";
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
) & {
  readonly letter?: number;
};

/** Deliveries of a part of a reconciliation before the run is told to have failed: with their pauses, ten minutes. */
const RECONCILED_TRIES = 7;

const JOBS = {
  wake: true,
  reconcile: true,
  restore: true,
  grow: true,
  erase: true,
  catch_up: true,
  patterns: true,
  risk_case: true,
  case_replay: true,
} as const satisfies Record<Job["kind"], true>;

/** Whether a message of a queue is a job that this version of the code knows. */
export function isJob(body: unknown): body is Job {
  const kind: unknown = typeof body === "object" && body !== null && "kind" in body ? body.kind : undefined;
  return typeof kind === "string" && Object.hasOwn(JOBS, kind);
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

async function doJob(env: Env, job: Job, attempts: number): Promise<void> {
  if (job.kind === "wake") {
    const { failed } = await wakeObjects(env, job);
    await wakeAgain(env, job, failed);
    return;
  }
  if (job.kind === "grow") {
    await growObjects(env, job);
    return;
  }
  if (job.kind === "erase") {
    await eraseOn(env, job);
    return;
  }
  if (job.kind === "restore") {
    await restoreOn(env, job);
    return;
  }
  if (job.kind === "patterns") {
    await lookForPatterns(env, job);
    return;
  }
  if (job.kind === "risk_case") {
    await applyCase(env, job);
    return;
  }
  if (job.kind === "case_replay") {
    await replayOn(env, job);
    return;
  }
  if (job.kind === "catch_up") {
    await catchUpOn(env, job, attempts);
    return;
  }
  try {
    await reconcileBook(env, job);
  } catch (error) {
    if (attempts < RECONCILED_TRIES) throw error;
    await failReconciliation(env, job, error);
  }
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "grow") return { program: job.program };
  if (job.kind === "erase") return { erasure: job.erasure };
  if (job.kind === "catch_up") return { catch_up: job.catchUp };
  if (job.kind === "restore") return { program: job.program.id, restore: job.restore };
  if (job.kind === "risk_case") return { risk_case: job.riskCase };
  if (job.kind === "case_replay") return { program: job.program };
  if (job.kind === "patterns") return { program: job.program.id, day: job.day, phase: job.phase ?? "sums" };
  return { program: job.program.id, run: job.run, part: job.part };
}
