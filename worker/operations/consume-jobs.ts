/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError, type LogFacts } from "../../durable-objects/object/log.ts";
import { growLedgers, type GrowMessage } from "./grow-ledgers.ts";
import { reconcileBook, type ReconcileMessage } from "./reconcile.ts";
import { wakeObjects, type WakeMessage } from "./wake-objects.ts";

type Job = WakeMessage | ReconcileMessage | GrowMessage;

export async function consumeJobs(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const job = message.body as Job;
    try {
      await done(env, job);
      message.ack();
    } catch (error) {
      logError(`${job.kind}_failed`, error, factsOf(job));
      message.retry();
    }
  }
}

async function done(env: Env, job: Job): Promise<void> {
  switch (job.kind) {
    case "wake":
      await wakeObjects(env, job);
      return;
    case "grow":
      return await growLedgers(env, job);
    case "reconcile":
      return await reconcileBook(env, job);
    default:
      job satisfies never;
  }
}

function factsOf(job: Job): LogFacts {
  if (job.kind === "wake") return { objects: job.called.length, class: job.binding };
  if (job.kind === "grow") return { program: job.program };
  return { program: job.program.id, run: job.run, part: job.part };
}
