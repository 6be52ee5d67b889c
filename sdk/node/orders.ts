/** Orders told by signed webhook, as a checkout of one's own tells them: the source `standard`, with no API key. */
import { Webhook } from "standardwebhooks";
import type { Conversion, Order, OrderResults, WebhookBody } from "./api.d.ts";
import { TributaryProblem } from "./problem.ts";
import { PATIENCE, type Patience, type Send, sendAgain } from "./send-again.ts";

export interface OrderTellerOptions extends Partial<Patience> {
  /** Where the service answers, as `https://tributary.shop.example`. */
  readonly origin: string;
  readonly program: string;
  /** The secret of the source `standard`: `whsec_…`. */
  readonly secret: string;
  /** In place of the global `fetch`, as for a proxy. */
  readonly fetch?: Send;
}

type OfStandard = Extract<WebhookBody, { type: `order.${string}` }>;
type OrderMessage = Exclude<OfStandard, { type: "order.paid" }>;

/** `order.received`, `order.refunded` and the other kinds of what becomes of an order. */
export type OrderEventType = OrderMessage["type"];
export type OrderEventData = OrderMessage["data"];

export interface OrderTeller {
  /** Tells an order that is paid. The same `id` may be told again: it is answered again and changes nothing. */
  paid(id: string, order: Conversion): Promise<OrderResults["results"][number]>;
  /** Tells what became of an order. Undefined while the service does not know the order: the event waits for it. */
  happened(id: string, type: OrderEventType, data: OrderEventData): Promise<Order | undefined>;
}

/**
 * A shop's server that signs its orders. `id` is stored with what it tells, so that a repeat after a crash has the same.
 */
export function createOrderTeller(options: OrderTellerOptions): OrderTeller {
  const { origin, program, secret, fetch: send = (request) => fetch(request), ...given } = options;
  const url = `${origin.replace(/\/+$/, "")}/webhooks/${encodeURIComponent(program)}/standard`;
  const webhook = new Webhook(secret);

  /** Each attempt is signed anew: a signature holds for five minutes. */
  function signedNow(id: string, body: string, request: Request): Request {
    const now = new Date();
    const headers = new Headers(request.headers);
    headers.set("webhook-timestamp", String(Math.floor(now.getTime() / 1_000)));
    headers.set("webhook-signature", webhook.sign(id, now, body));
    return new Request(request, { headers });
  }

  async function tell(id: string, type: string, data: object): Promise<object> {
    const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
    const headers = { "content-type": "application/json", "webhook-id": id };
    const request = new Request(url, { method: "POST", headers, body });
    const sign: Send = (unsigned) => send(signedNow(id, body, unsigned));
    const answer = await sendAgain(sign, request, { ...PATIENCE, ...given });
    const text = await answer.text();
    if (!answer.ok) throw new TributaryProblem(type, answer.status, text);
    return JSON.parse(text) as object;
  }

  return {
    paid: async (id, order) => {
      const answer = await tell(id, "order.paid", order);
      const [result] = "results" in answer ? (answer as OrderResults).results : [];
      if (result === undefined) throw new TributaryProblem("order.paid", 200, JSON.stringify(answer));
      return result;
    },
    happened: async (id, type, data) => {
      const answer = await tell(id, type, data);
      return "order" in answer ? (answer.order as Order) : undefined;
    },
  };
}
