/** Composition root: what runs where. Imported by nobody. */
import { createManagementApp } from "./app/app.ts";
import { consumeJobs } from "./app/consume-jobs.ts";
import { sendGrowths } from "./growth/grow-ledgers.ts";
import { startReconciliations } from "./operations/reconcile-all.ts";
import { sendWakes } from "./operations/wake-objects.ts";
import { readEdgeProgram } from "./configuration/edge-program.tables.ts";
import { createEdge } from "./edge/edge.ts";
import { consumeDeadLetters } from "./clicks/consume-dead-letters.ts";
import { consumeEvents } from "./clicks/consume-events.ts";
import { sweepCountedBatches } from "./clicks/sweep-batches.ts";
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

export default {
  fetch(request, env, ctx) {
    return edge.handle(request, env, ctx) ?? management.fetch(request, env, ctx);
  },
  async queue(batch, env) {
    switch (batch.queue) {
      case "tributary-events":
        return await consumeEvents(batch, env);
      case "tributary-events-dead":
        return await consumeDeadLetters(batch, env);
      case "tributary-jobs":
        return await consumeJobs(batch, env);
      default:
        throw new Error(`no consumer for queue ${batch.queue}`);
    }
  },
  async scheduled({ scheduledTime }, env) {
    const nowMs = Date.now();
    await Promise.all([
      sendWakes(env),
      sendGrowths(env),
      sweepCountedBatches(env, nowMs),
      startReconciliations(env, scheduledTime, nowMs),
    ]);
  },
} satisfies ExportedHandler<Env>;
