/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { reconcileBook, type ReconcileMessage } from "./reconcile.ts";
import { wakeObjects, type WakeMessage } from "./wake-objects.ts";

type Job = WakeMessage | ReconcileMessage;

export async function consumeJobs(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const job = message.body as Job;
    try {
      if (job.kind === "wake") await wakeObjects(env, job);
      else await reconcileBook(env, job);
      message.ack();
    } catch (error) {
      logError(`${job.kind}_failed`, error, factsOf(job));
      message.retry();
    }
  }
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  return { program: job.program.id, run: job.run, part: job.part };
}
