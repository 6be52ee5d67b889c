/** Stands in for Stripe's API where it makes a checkout, in the shape of its pages, and signs what it tells of a payment. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Stripe } from "stripe";
import { Payment } from "./payment.ts";

export interface AskedSession {
  readonly authorization: string;
  /** As the form holds them, such as `metadata[tby]`. */
  readonly fields: URLSearchParams;
}

export interface StripeStandIn {
  readonly url: string;
  /** The checkouts that were made. */
  readonly asked: readonly AskedSession[];
  close(): void;
}

export async function openStripe(): Promise<StripeStandIn> {
  const asked: AskedSession[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const isSession = request.method === "POST" && request.url === "/v1/checkout/sessions";
      const fields = new URLSearchParams(text);
      if (isSession) asked.push({ authorization: request.headers.authorization ?? "", fields });
      const id = `cs_test_a${asked.length}`;
      const session = { id, object: "checkout.session", url: `https://checkout.stripe.com/c/pay/${id}` };
      const missing = { error: { type: "invalid_request_error", message: "Unrecognized request URL" } };
      response.writeHead(isSession ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(isSession ? session : missing));
    });
  });
  await new Promise<void>((opened) => {
    server.listen(0, "127.0.0.1", opened);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text;
}

/** The buyer pays a checkout: its event goes to a webhook endpoint, signed by Stripe's own library. */
export async function payCheckout(
  { fields }: AskedSession,
  { endpoint, secret }: { readonly endpoint: string; readonly secret: string },
): Promise<Response> {
  const tby = fields.get("metadata[tby]");
  const payment = new Payment({
    name: "next",
    currency: "usd",
    total: 12_000,
    tax: 2_000,
    atS: Math.floor(Date.now() / 1_000) + 1,
    metadata: tby === null ? {} : { tby },
  });
  const payload = JSON.stringify(payment.sessionCompleted());
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  return await fetch(endpoint, {
    method: "POST",
    headers: { "stripe-signature": signature },
    body: payload,
  });
}
