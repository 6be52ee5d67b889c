/** A merchant's program as its merchant and its buyers use it: over HTTP alone, through the whole Worker. */
import { ORDERS_AT_ONCE } from "./orders/fraud.ts";
import { datedProof } from "./edge/proof.ts";
import { textOf } from "./http/text-of.ts";
import { createHmac } from "node:crypto";
import { env, exports } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";

const OPERATOR = "operator-of-the-tests";
const BROWSER =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

/** What a browser says of a link that somebody tapped. */
const BY_HAND = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1" };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
  readonly body: any;
}

/** One request to the Worker. `body` is sent as JSON, a string or bytes as they are. */
export async function request(
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const headers = new Headers(options.headers);
  if (options.token !== undefined) headers.set("authorization", `Bearer ${options.token}`);
  const isRaw = typeof options.body === "string" || options.body instanceof Uint8Array;
  const body = isRaw ? (options.body as BodyInit) : JSON.stringify(options.body);
  const response = await exports.default.fetch(
    new Request(`https://tributary.test${path}`, {
      method,
      headers,
      redirect: "manual",
      ...(options.body === undefined ? {} : { body }),
    }),
  );
  const text = await textOf(response);
  const isJson = /[/+]json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export interface Promoter {
  readonly id: string;
  readonly memberId: string;
}

let opened = 0;

/** A program of its own for one test, with rules of 10 %, 5 % and 2 % unless others, or none by null, are given. */
export async function openShop(
  settings: Record<string, unknown> = {},
  rules: unknown = THREE_LEVELS,
): Promise<Shop> {
  opened += 1;
  const id = `shop-${opened}-${crypto.randomUUID().slice(0, 8)}`;
  const made = await request("POST", "/v1/programs", {
    token: OPERATOR,
    body: {
      id,
      name: "A shop",
      currency: "CNY",
      allowedHosts: ["shop.example"],
      commission: { maxLevels: 3 },
      settlement: { holdPeriod: "PT0S", holdStartsAt: "received" },
      ...settings,
      fraud: { ...ORDERS_AT_ONCE, ...(settings["fraud"] as object | undefined) },
    },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const shop = new Shop(id, made.body.apiKey, made.body.webhookSecret, made.body.identifySecret);
  if (rules === null) return shop;
  const put = await shop.put("/commission-rules", { rules });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  return shop;
}

const THREE_LEVELS = [
  {
    id: "base",
    scope: {},
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
      { level: 3, kind: "percentage", rateBps: 200 },
    ],
  },
];

export class Shop {
  readonly id: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly identifySecret: string;
  #lastVisit: Promise<unknown> = Promise.resolve();

  constructor(id: string, apiKey: string, webhookSecret: string, identifySecret = "") {
    this.id = id;
    this.apiKey = apiKey;
    this.webhookSecret = webhookSecret;
    this.identifySecret = identifySecret;
  }

  async get(path: string): Promise<Answer> {
    return await request("GET", `/v1/programs/${this.id}${path}`, { token: this.apiKey });
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await request("POST", `/v1/programs/${this.id}${path}`, { token: this.apiKey, body, headers });
  }

  async put(path: string, body: unknown): Promise<Answer> {
    return await request("PUT", `/v1/programs/${this.id}${path}`, { token: this.apiKey, body });
  }

  async patch(path: string, body: unknown): Promise<Answer> {
    return await request("PATCH", `/v1/programs/${this.id}${path}`, { token: this.apiKey, body });
  }

  async promoter(memberId: string, uplineMemberId?: string): Promise<Promoter> {
    const made = await this.post("/promoters", {
      memberId,
      ...(uplineMemberId === undefined ? {} : { uplineMemberId }),
    });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return made.body as Promoter;
  }

  /** A line of promoters, the first on top. */
  async line<const Ids extends readonly string[]>(
    ...memberIds: Ids
  ): Promise<{ [Place in keyof Ids]: Promoter }> {
    const line: Promoter[] = [];
    for (const memberId of memberIds) line.push(await this.promoter(memberId, line.at(-1)?.memberId));
    return line as { [Place in keyof Ids]: Promoter };
  }

  /** Makes a link of the promoter and taps it; answers the click token in the landing URL. */
  async tap(promoter: Promoter, headers: Record<string, string> = {}): Promise<string> {
    const link = await this.post("/links", {
      promoterId: promoter.id,
      destination: "https://shop.example/item",
    });
    if (link.status !== 201) throw new Error(JSON.stringify(link.body));
    return await this.tapLink(link.body.slug, headers);
  }

  /**
   * Taps a link that is there; answers the click token in the landing URL. Taps of one shop take turns: the runtime of
   * these tests, unlike the deployed one, cannot answer several requests with one question to storage.
   */
  async tapLink(slug: string, headers: Record<string, string> = {}): Promise<string> {
    const visit = this.#lastVisit.then(() =>
      request("GET", `/s/${slug}`, { headers: { "user-agent": BROWSER, ...BY_HAND, ...headers } }),
    );
    this.#lastVisit = visit.catch(() => undefined);
    const answer = await visit;
    const token = new URL(answer.headers.get("location") ?? "").searchParams.get("tby");
    if (token === null) throw new Error(`no token in ${answer.headers.get("location")}`);
    return token;
  }

  async order(orderId: string, amount: number, more: Record<string, unknown> = {}): Promise<Answer> {
    return await this.post("/conversions", { orderId, amount, currency: "CNY", ...more });
  }

  /** The promoter that a customer is bound to, now or at a time. */
  async boundTo(customerId: string, at?: string): Promise<string | undefined> {
    const query = at === undefined ? "" : `?at=${at}`;
    const line = await this.get(`/members/${customerId}/uplines${query}`);
    return line.body.data[0]?.promoterId;
  }

  async coupon(code: string, promoter: Promoter, more: Record<string, unknown> = {}): Promise<Answer> {
    return await this.post("/coupons", { code, promoterId: promoter.id, ...more });
  }

  /** A proved identify, as the SDK sends it with the proof that the merchant's server made. */
  async identify(customerId: string, tokens: readonly string[], proof?: string): Promise<Answer> {
    const valid = datedProof(this.identifySecret, this.id, customerId);
    return await request("POST", "/e", {
      body: { program: this.id, type: "identify", customerId, proof: proof ?? valid, clickTokens: tokens },
      headers: { "user-agent": BROWSER },
    });
  }

  async event(
    orderId: string,
    type: string,
    eventId: string,
    more: Record<string, unknown> = {},
  ): Promise<Answer> {
    return await this.post(`/orders/${orderId}/events`, { eventId, type, ...more });
  }

  /** A webhook as the Standard Webhooks library of the merchant's checkout sends it. */
  async webhook(type: string, data: unknown, webhookId: string, at = new Date()): Promise<Answer> {
    const body = JSON.stringify({ type, data });
    const signature = new Webhook(this.webhookSecret).sign(webhookId, at, body);
    return await request("POST", `/webhooks/${this.id}/standard`, {
      body,
      headers: {
        "webhook-id": webhookId,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": signature,
      },
    });
  }

  /** Any bytes as a webhook, rightly signed. */
  async signed(body: Uint8Array, webhookId: string): Promise<Answer> {
    const seconds = String(Math.floor(Date.now() / 1_000));
    const key = Buffer.from(this.webhookSecret.slice("whsec_".length), "base64");
    const mac = createHmac("sha256", key).update(`${webhookId}.${seconds}.`).update(body).digest("base64");
    const headers = {
      "webhook-id": webhookId,
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,${mac}`,
    };
    return await request("POST", `/webhooks/${this.id}/standard`, { body, headers });
  }

  /** Lets all that is due happen: clocks, deliveries, read models. */
  async settle(objects = 1): Promise<void> {
    for (let index = 0; index < objects; index += 1) {
      const name = `${this.id}/${index}`;
      await env.COMMISSION_LEDGER.getByName(name).wake(objects);
      await env.JOURNEY.getByName(name).wake(objects);
      await env.COMMISSION_LEDGER.getByName(name).wake(objects);
    }
  }

  /** The balances alone. */
  async wallet(promoter: Promoter): Promise<Record<string, unknown>> {
    const { body } = await this.get(`/promoters/${promoter.id}/wallet`);
    return Object.fromEntries(Object.keys(EMPTY).map((account) => [account, body[account]]));
  }

  /** A bonus or penalty, under a key of its own unless one is given. */
  async adjust(promoter: Promoter, body: object, key: string = crypto.randomUUID()): Promise<Answer> {
    return await this.post(`/promoters/${promoter.id}/adjustments`, body, { "idempotency-key": key });
  }

  /** Says who receives the promoter's payouts, without which none is approved. */
  async namePayee(promoter: Pick<Promoter, "id">): Promise<void> {
    const payee = { kind: "bank", name: "王小明", bank: "Bank of Chengdu", account: "6222020200112233445" };
    const put = await this.put(`/promoters/${promoter.id}/payee`, payee);
    if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  }

  async journal(promoter: Promoter): Promise<JournalLine[]> {
    return (await this.get(`/promoters/${promoter.id}/journal?limit=200`)).body.data;
  }
}

export interface JournalLine {
  readonly sequence: number;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly orderId?: string;
}

/** Every account's balance by the journal alone; over all accounts they sum to zero. */
export function balancesOf(journal: readonly JournalLine[]): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { debit, credit, amount } of journal) {
    balances.set(debit, (balances.get(debit) ?? 0) - amount);
    balances.set(credit, (balances.get(credit) ?? 0) + amount);
  }
  return balances;
}

/** A wallet with nothing in it. */
export const EMPTY = {
  currency: "CNY",
  pending: 0,
  held: 0,
  available: 0,
  reserved: 0,
  paid: 0,
  withheld: 0,
  debt: 0,
};
