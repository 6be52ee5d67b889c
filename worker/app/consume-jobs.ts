/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import { reconcileBook, type ReconcileMessage } from "../operations/reconcile.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { restoreOn, type RestoreMessage } from "../restores/restore.ts";
import { wakeObjects, type WakeMessage } from "../operations/wake-objects.ts";

type Job = WakeMessage | ReconcileMessage | RestoreMessage;

const JOBS = { wake: true, reconcile: true, restore: true } as const satisfies Record<Job["kind"], true>;

/** Whether a message of a queue is a job that this version of the code knows. */
export function isJob(body: unknown): body is Job {
  const kind: unknown = typeof body === "object" && body !== null && "kind" in body ? body.kind : undefined;
  return typeof kind === "string" && Object.hasOwn(JOBS, kind);
}

export async function consumeJobs(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const job = message.body as Job;
    try {
      await doJob(env, job);
      message.ack();
    } catch (error) {
      logError(`${job.kind}_failed`, error, factsOf(job));
      message.retry(retryPause(message.attempts));
    }
  }
}

async function doJob(env: Env, job: Job): Promise<unknown> {
  switch (job.kind) {
    case "wake":
      return await wakeObjects(env, job);
    case "reconcile":
      return await reconcileBook(env, job);
    case "restore":
      return await restoreOn(env, job);
    default:
      return unknownWord(job, "job");
  }
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "restore") return { program: job.program.id, restore: job.restore };
  return { program: job.program.id, run: job.run, part: job.part };
}
