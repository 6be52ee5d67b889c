/**
 * Composition root: what runs where. Imported by nobody.
 *
 * Every isolate evaluates the edge and the classes of the objects, since a tap meets them at any time. All else is
 * loaded at its first use, by {@link behindTheEdge}.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./access/api-env.ts";
import { readEdgeProgram } from "./configuration/edge-program.tables.ts";
import { createEdge } from "./edge/edge.ts";
import { withoutPrefix } from "./edge/routes.ts";
import { overReadBody } from "./http/traffic/discard-body.ts";
import { addressOf, at, noAddress } from "./http/traffic/request-address.ts";
import { RequestsUnderWay } from "./http/requests-under-way.ts";
import { countLost } from "./read-models/totals.tables.ts";
import { lazily } from "./platform/lazily.ts";
import { networkSalts } from "./platform/networks/network-salts.ts";

export { AccountBook } from "../durable-objects/account-book/account-book.ts";
export { ClickGuard } from "../durable-objects/click-guard/click-guard.ts";
export { NetworkSalts } from "../durable-objects/network-salts/network-salts.ts";
export { CommissionLedger } from "../durable-objects/commission-ledger/commission-ledger.ts";
export { Journey } from "../durable-objects/journey/journey.ts";
export { Notifier } from "../durable-objects/notifier/notifier.ts";
export { ReferralTree } from "../durable-objects/referral-tree/referral-tree.ts";
export { WebhookEndpoint } from "../durable-objects/webhook-endpoint/webhook-endpoint.ts";
export { WechatApp } from "../durable-objects/wechat-app/wechat-app.ts";
export { LateDecisions } from "./orders/late-decisions-entry.ts";
export { WebhookSender } from "./webhook-endpoints/webhook-sender-entry.ts";
export { TransferCalls } from "./payouts/transfers/transfer-calls-entry.ts";
export { WechatCalls } from "./wechat/wechat-calls-entry.ts";

const edge = createEdge({
  readProgram: readEdgeProgram,
  recordReported: async (env, programId, received, network) => {
    const { recordReportedOrder } = await behindTheEdge();
    return await recordReportedOrder(env, programId, received, network);
  },
  countLost: async (env, events) => await countLost(env.REPORTS, events),
  salts: networkSalts,
});

const behindTheEdge = lazily(() => import("./app/behind-the-edge.ts"));

/** Kept by value, as its module is. */
let management: OpenAPIHono<ApiEnv> | undefined;

async function manage(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  const { answerAhead, answerPages, createManagementApp, ORDER_ROUTES, portalSurroundings } =
    await behindTheEdge();
  const page = answerPages(env, request, portalSurroundings);
  if (page !== undefined) return await page;
  management ??= createManagementApp(ORDER_ROUTES, {
    linkChanged: (slug) => edge.forgetLink(slug),
    programChanged: (programId) => edge.forgetProgram(programId),
  });
  const api = management;
  const askApi = async (asked: Request) => await api.fetch(asked, env, ctx);
  return await (answerAhead(request, askApi) ?? askApi(request));
}

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
    return underWay.take(() => {
      const address = addressOf(request);
      if (address === undefined) return noAddress();
      const answer = edge.handle(request, env, ctx, address);
      if (answer === undefined)
        return manage(at(withoutPrefix(address, env.FIRST_PARTY_PREFIX ?? ""), request), env, ctx);
      return request.body === null ? answer : overReadBody(request, answer);
    });
  },
  async queue(batch, env) {
    const { consumeQueue } = await behindTheEdge();
    await consumeQueue(batch, env);
  },
  async scheduled({ scheduledTime }, env) {
    const jobs = await behindTheEdge();
    const nowMs = Date.now();
    // Each for itself: one that fails must not end the others half-way.
    const ended = await Promise.allSettled([
      jobs.checkClock(env, nowMs),
      jobs.sendWakes(env),
      jobs.sendGrowths(env),
      jobs.sendRestores(env, nowMs),
      jobs.sendErasures(env),
      jobs.sendCatchUps(env, nowMs),
      jobs.sweepCountedBatches(env, nowMs),
      jobs.sweepAudit(env, nowMs),
      jobs.sweepOld(env, nowMs),
      jobs.startReconciliations(env, scheduledTime, nowMs),
      jobs.startPatterns(env, scheduledTime),
      jobs.openAllCases(env, nowMs),
      jobs.tendExports(env, nowMs),
      jobs.sendCases(env, nowMs),
      jobs.sendReplays(env, nowMs),
      jobs.sayAllWaiting(env),
      jobs.sendContests(env, nowMs),
      jobs.startAlerts(env, scheduledTime),
      jobs.startAhead(env),
    ]);
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  },
} satisfies ExportedHandler<Env>;
