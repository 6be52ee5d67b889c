/**
 * All that answers behind the edge and outside of the objects. `worker/index.ts` loads it at its first use, so that an
 * isolate that answers taps never evaluates it.
 */
export { createManagementApp } from "./app.ts";
export { consumeQueue } from "./consume-queue.ts";
export { ORDER_ROUTES } from "./orders-register.ts";
export { sweepAudit } from "../http/audit/audit.tables.ts";
export { sweepCountedBatches } from "../clicks/sweep-batches.ts";
export { startReconciliations } from "../operations/reconcile-all.ts";
export { sendCases } from "../risk/apply-case.ts";
export { sendReplays } from "../risk/replay-cases.ts";
export { openAllCases } from "../risk/open-cases.ts";
export { startPatterns } from "../risk/start-patterns.ts";
export { sendWakes } from "../operations/wake-objects.ts";
export { recordReportedOrder } from "../orders/reported-orders.ts";
export { checkClock } from "../deployment/check-clock.ts";
export { sendGrowths } from "../growth/grow-objects.ts";
export { sendErasures } from "../privacy/erase.ts";
export { sendCatchUps } from "../sources/catch-up/catch-up.ts";
export { sweepOld } from "../privacy/retention.ts";
