/**
 * The Worker as its own Durable Objects call it: they hold no configuration and know no other object's contents.
 *
 * Every isolate evaluates this class, since the entry exports it. What decides is loaded by the first call.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Amendment } from "../../domain/commission/amendment.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import { lazily } from "../platform/lazily.ts";
import type { CreditRequest } from "../../durable-objects/commission-ledger/late-orders/late-desk.ts";
import type { OpenOrder } from "../../durable-objects/commission-ledger/late-orders/open-order.ts";

const lateDecisions = lazily(() => import("./late-decisions.ts"));

export class LateDecisions extends WorkerEntrypoint<Env> {
  /** A request for each order of a program that is known; nothing is changed. */
  async creditRequests(programId: string, open: readonly OpenOrder[]): Promise<CreditRequest[]> {
    const { creditRequests } = await lateDecisions();
    return await creditRequests(this.env, programId, open);
  }

  /** What an event makes of an order, by the rules that it was decided by. @throws where the program is unknown. */
  async planAmendment(
    programId: string,
    order: Order,
    decision: Decision,
    event: OrderEvent,
  ): Promise<Amendment> {
    const { planOf } = await lateDecisions();
    return await planOf(this.env, programId, order, decision, event);
  }
}
