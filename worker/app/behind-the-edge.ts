/**
 * All that answers behind the edge and outside of the objects. `worker/index.ts` loads it at its first use, so that an
 * isolate that answers taps never evaluates it.
 */
export { answerAhead } from "./answer-ahead.ts";
export { answerPages } from "./answer-pages.ts";
export { portalSurroundings } from "./portal-surroundings.ts";
export { createManagementApp } from "./app.ts";
export { consumeQueue } from "./consume-queue.ts";
export { ORDER_ROUTES } from "./orders-register.ts";
export { startAlerts } from "../alerts/look-for-alerts.ts";
export { startAhead } from "../reports/ahead/keep-ahead.ts";
export { sendContests } from "../contests/settle-contests.ts";
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
export { sendRestores } from "../restores/restore.ts";
export { tendExports } from "../exports/export-clock.ts";
export { sendErasures } from "../privacy/erase.ts";
export { sendCatchUps } from "../sources/catch-up/catch-up.ts";
export { sweepOld } from "../privacy/retention.ts";
export { sayAllWaiting } from "../notifications/say-waiting.ts";
