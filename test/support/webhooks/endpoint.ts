/** Webhook endpoints in tests: a receiver outside, the endpoint of a program that leads to it, and time that is driven. */
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { expect } from "vitest";
import type { EndpointHealth } from "../../../domain/notification/webhook-delivery.ts";
import type { ReadEvent } from "../notifications/events.ts";
import type { Answer, Shop } from "../shop.ts";
import type { ReceivedMessage, ReceiverSetting } from "./receivers.ts";

const { VENDORS } = env as unknown as { readonly VENDORS: Fetcher };

/** A host outside that takes webhooks. */
export class Receiver {
  readonly name = `r${crypto.randomUUID().replaceAll("-", "")}`;
  readonly url = `https://${this.name}.receiver.example/hooks`;

  async set(setting: ReceiverSetting): Promise<void> {
    await VENDORS.fetch(this.#control, { method: "PUT", body: JSON.stringify(setting) });
  }

  async received(): Promise<ReceivedMessage[]> {
    return await (await VENDORS.fetch(this.#control)).json();
  }

  /** Waits until so many messages have come. */
  async until(count: number): Promise<ReceivedMessage[]> {
    await hasReceived(this, count);
    return await this.received();
  }

  get #control(): string {
    return `https://control.receiver.example/${this.name}`;
  }
}

async function hasReceived(receiver: Receiver, count: number): Promise<void> {
  const received = async () => (await receiver.received()).length;
  await expect.poll(received, { interval: 20 }).toBeGreaterThanOrEqual(count);
}

export async function openReceiver(setting: ReceiverSetting = {}): Promise<Receiver> {
  const receiver = new Receiver();
  await receiver.set(setting);
  return receiver;
}

/** A message as its receiver reads it. @throws where its signature does not hold. */
export function verified({ body, headers }: ReceivedMessage, secret: string): ReadEvent {
  return new Webhook(secret).verify(body, { ...headers }) as ReadEvent;
}

/** An endpoint of a program, and its object. */
export class Endpoint {
  readonly shop: Shop;
  readonly id: string;
  readonly secret: string;

  constructor(shop: Shop, { body }: Answer) {
    this.shop = shop;
    this.id = body.id;
    this.secret = body.secret;
  }

  get path(): string {
    return `/webhook-endpoints/${this.id}`;
  }

  get object() {
    return env.WEBHOOK_ENDPOINT.getByName(`${this.shop.id}/${this.id}`);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
  async deliveries(query = ""): Promise<any[]> {
    return (await this.shop.get(`${this.path}/deliveries${query}`)).body.data;
  }

  /** Lets so much time pass for the object, and does what is due by then. */
  async later(ms: number): Promise<void> {
    await runInDurableObject(this.object, (_, { storage }) => {
      storage.sql.exec("UPDATE deliveries SET next_at_ms = next_at_ms - ?", ms);
      const health = storage.kv.get<EndpointHealth>("health");
      if (health === undefined) return;
      const { failures, failingSinceMs, lastFailedAtMs, notBeforeMs } = health;
      storage.kv.put("health", {
        failures,
        failingSinceMs: failingSinceMs === null ? null : failingSinceMs - ms,
        ...(lastFailedAtMs === undefined ? {} : { lastFailedAtMs: lastFailedAtMs - ms }),
        notBeforeMs: notBeforeMs - ms,
      } satisfies EndpointHealth);
    });
    await this.turn();
  }

  /** Does what is due. */
  async turn(): Promise<void> {
    await runInDurableObject(
      this.object,
      async (_, { storage }) => await storage.setAlarm(Date.now() + 60_000),
    );
    await runDurableObjectAlarm(this.object);
  }
}

export async function openEndpoint(
  shop: Shop,
  receiver: Receiver,
  more: Record<string, unknown> = {},
): Promise<Endpoint> {
  const made = await shop.post("/webhook-endpoints", { url: receiver.url, events: ["*"], ...more });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return new Endpoint(shop, made);
}

/** Has owners say what waits, and the log tell those who follow it. */
export async function said(shop: Shop): Promise<void> {
  await shop.settle();
  for (const owners of [env.ACCOUNT_BOOK, env.REFERRAL_TREE, env.JOURNEY, env.NOTIFIER])
    await owners.getByName(`${shop.id}/0`).wake(1);
}
