/**
 * The Worker as objects of webhook endpoints call it: it knows addresses and secrets, which no object holds.
 *
 * Every isolate evaluates this class, since the entry exports it. What sends is loaded by the first call.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type {
  EndpointSettings,
  SentEvents,
  Stop,
  WebhookSending,
} from "../../durable-objects/webhook-endpoint/sender.ts";
import { lazily } from "../platform/lazily.ts";

const sending = lazily(() => import("./send-events.ts"));

export class WebhookSender extends WorkerEntrypoint<Env> implements WebhookSending {
  /** The settings of an endpoint; null where there is none. */
  async settings(programId: string, endpointId: string): Promise<EndpointSettings | null> {
    const { settingsOf } = await sending();
    return await settingsOf(this.env, programId, endpointId);
  }

  /** Sends events, all at once. */
  async send(programId: string, endpointId: string, eventIds: readonly string[]): Promise<SentEvents> {
    const { sendEvents, writeCounts } = await sending();
    const sent = await sendEvents(this.env, programId, endpointId, eventIds);
    this.ctx.waitUntil(writeCounts(this.env, Date.now()));
    return sent;
  }

  /** Notes that an object has stopped. */
  async stopped(programId: string, endpointId: string, stop: Stop): Promise<EndpointSettings | null> {
    const { noteStop, writeCounts } = await sending();
    const settings = await noteStop(this.env, programId, endpointId, stop);
    this.ctx.waitUntil(writeCounts(this.env, Date.now()));
    return settings;
  }
}
