/** Messages of the service, verified: whoever lacks the endpoint's secret cannot send one. */
import { Webhook } from "standardwebhooks";
import type { webhooks } from "./api.d.ts";

export { WebhookVerificationError } from "standardwebhooks";

/** A type of event, such as `commission.created`. */
export type EventType = keyof webhooks;

/** An event as a message tells it; `type` says which `data` it has. */
export type TributaryEvent = {
  [Type in EventType]: webhooks[Type] extends {
    post: { requestBody: { content: { "application/json": infer Event } } };
  }
    ? Event
    : never;
}[EventType];

/** The headers of a message, of Node's `request.headers` or of a `Headers`. */
export type MessageHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const SIGNED = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/**
 * Verifies a message by any of the endpoint's secrets, of which two sign while one is being rotated.
 *
 * @param body the bytes as they came, before anything was parsed.
 * @throws WebhookVerificationError where nothing verifies, or the message is older or newer than five minutes.
 */
export function verifyWebhook(
  secrets: string | readonly [string, ...string[]],
  headers: MessageHeaders,
  body: string | Uint8Array,
): TributaryEvent {
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  const signed = Object.fromEntries(SIGNED.map((name) => [name, headerOf(headers, name)]));
  const [first, ...others] = typeof secrets === "string" ? [secrets] : secrets;
  for (const secret of others) {
    try {
      return new Webhook(secret).verify(text, signed) as TributaryEvent;
    } catch {
      // Another one may have signed it.
    }
  }
  return new Webhook(first).verify(text, signed) as TributaryEvent;
}

function headerOf(headers: MessageHeaders, name: string): string {
  const found = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof found === "string" ? found : (found?.[0] ?? "");
}
