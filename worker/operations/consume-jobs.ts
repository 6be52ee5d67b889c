/** Background work by message, each of which may come twice. One that fails is tried again by the queue. */
import { logError } from "../platform/log.ts";
import { reconcileBook, type ReconcileMessage } from "./reconcile.ts";
import { touchObjects, type TouchMessage } from "./wake-objects.ts";

type Chore = TouchMessage | ReconcileMessage;

export async function consumeChores(batch: MessageBatch, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const chore = message.body as Chore;
    try {
      if (chore.kind === "touch") await touchObjects(env, chore);
      else await reconcileBook(env, chore);
      message.ack();
    } catch (error) {
      logError(`${chore.kind}_failed`, error);
      message.retry();
    }
  }
}
