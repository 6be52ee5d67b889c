/** Composition root: what runs where. Imported by nobody. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { createManagementApp } from "./app/app.ts";
import { checkClock } from "./deployment/check-clock.ts";
import { consumeJobs } from "./app/consume-jobs.ts";
import { sendGrowths } from "./growth/grow-ledgers.ts";
import { startReconciliations } from "./operations/reconcile-all.ts";
import { sendWakes } from "./operations/wake-objects.ts";
import { readEdgeProgram } from "./configuration/edge-program.tables.ts";
import { createEdge } from "./edge/edge.ts";
import { consumeDeadLetters } from "./clicks/consume-dead-letters.ts";
import { consumeEvents } from "./clicks/consume-events.ts";
import { sweepCountedBatches } from "./clicks/sweep-batches.ts";
import { RequestsUnderWay } from "./http/requests-under-way.ts";
import { ORDER_ROUTES } from "./app/orders-register.ts";
import { countLost } from "./read-models/totals.tables.ts";
import { recordReportedOrder } from "./orders/reported-orders.ts";

export { AccountBook } from "../durable-objects/account-book/account-book.ts";
export { ClickGuard } from "../durable-objects/click-guard/click-guard.ts";
export { CommissionLedger } from "../durable-objects/commission-ledger/commission-ledger.ts";
export { Journey } from "../durable-objects/journey/journey.ts";
export { ReferralTree } from "../durable-objects/referral-tree/referral-tree.ts";
export { LateDecisions } from "./orders/late-decisions.ts";

const edge = createEdge({
  readProgram: readEdgeProgram,
  recordReported: recordReportedOrder,
  countLost: async (env, events) => await countLost(env.REPORTS, events),
});
const management = createManagementApp(ORDER_ROUTES, {
  linkChanged: (slug) => edge.forgetLink(slug),
  programChanged: (programId) => edge.forgetProgram(programId),
});

const underWay = new RequestsUnderWay();

/** Called where one isolate is the whole service, before it is stopped. No request from outside leads here. */
export class Draining extends WorkerEntrypoint<Env> {
  /** New requests are refused, those under way end, and the events that were gathered are sent. */
  async drain(): Promise<void> {
    await underWay.end();
    await edge.flush();
  }
}

export default {
  fetch(request, env, ctx) {
    return underWay.take(() => edge.handle(request, env, ctx) ?? management.fetch(request, env, ctx));
  },
  async queue(batch, env) {
    switch (batch.queue) {
      case "tributary-events":
        return await consumeEvents(batch, env);
      case "tributary-events-dead":
      case "tributary-jobs-dead":
        return await consumeDeadLetters(batch, env);
      case "tributary-jobs":
        return await consumeJobs(batch, env);
      default:
        throw new Error(`no consumer for queue ${batch.queue}`);
    }
  },
  async scheduled({ scheduledTime }, env) {
    const nowMs = Date.now();
    // Each for itself: one that fails must not end the others half-way.
    const ended = await Promise.allSettled([
      checkClock(env, nowMs),
      sendWakes(env),
      sendGrowths(env),
      sweepCountedBatches(env, nowMs),
      startReconciliations(env, scheduledTime, nowMs),
    ]);
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  },
} satisfies ExportedHandler<Env>;
