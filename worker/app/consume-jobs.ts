/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { growLedgers, type GrowMessage } from "../growth/grow-ledgers.ts";
import { reconcileBook, type ReconcileMessage } from "../operations/reconcile.ts";
import { restoreOn, type RestoreMessage } from "../restores/restore.ts";
import { wakeObjects, type WakeMessage } from "../operations/wake-objects.ts";

type Job = WakeMessage | ReconcileMessage | RestoreMessage | GrowMessage;

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
  switch (job.kind) {
    case "wake":
      await wakeObjects(env, job);
      return;
    case "reconcile":
      return await reconcileBook(env, job);
    case "grow":
      return await growLedgers(env, job);
    case "restore":
      return await restoreOn(env, job);
    default:
      job satisfies never;
  }
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "grow") return { program: job.program };
  if (job.kind === "restore") return { program: job.program.id, restore: job.restore };
  return { program: job.program.id, run: job.run, part: job.part };
}
