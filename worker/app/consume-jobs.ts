/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { reconcileBook, type ReconcileMessage } from "../operations/reconcile.ts";
import { restoreOn, type RestoreMessage } from "../restores/restore.ts";
import { wakeObjects, type WakeMessage } from "../operations/wake-objects.ts";

type Job = WakeMessage | ReconcileMessage | RestoreMessage;

export async function consumeJobs(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const job = message.body as Job;
    try {
      await doJob(env, job);
      message.ack();
    } catch (error) {
      logError(`${job.kind}_failed`, error, factsOf(job));
      message.retry();
    }
  }
}

async function doJob(env: Env, job: Job): Promise<void> {
  if (job.kind === "wake") await wakeObjects(env, job);
  else if (job.kind === "restore") await restoreOn(env, job);
  else await reconcileBook(env, job);
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "restore") return { program: job.program.id, restore: job.restore };
  return { program: job.program.id, run: job.run, part: job.part };
}
