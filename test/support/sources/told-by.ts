/** What a webhook of a source tells, as the Worker reads it. */
import { expect } from "vitest";
import type { WebhookMessage } from "../../../worker/sources/source.ts";
import { SOURCES } from "../../../worker/sources/sources.ts";
import type { WebhookSource } from "../../../worker/configuration/webhook-sources.ts";

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly currency?: string;
}

export async function toldBy(
  source: WebhookSource,
  { headers, body, settings = {}, currency = "USD" }: Sent,
): Promise<readonly WebhookMessage[]> {
  const { translate } = await SOURCES[source].load();
  const context = { settings: SOURCES[source].settingsSchema.parse(settings), currency };
  return translate({ headers: new Headers(headers), body, secrets: [] }, context).messages;
}

type Member =
  | "orderId"
  | "eventId"
  | "type"
  | "amount"
  | "items"
  | "clickTokens"
  | "customerId"
  | "couponCode"
  | "occurredAt"
  | "asOf";
type Members = Readonly<Partial<Record<Member, unknown>>>;

/** The one conversion among messages, with what is said beside it. */
export function conversionOf(messages: readonly WebhookMessage[]): Members {
  const found = messages.flatMap((message): Members[] =>
    message.kind === "conversion" ? [{ ...(message.conversion as Members), ...message.added }] : [],
  );
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

/** The events among messages, with what is said beside them. */
export function eventsOf(messages: readonly WebhookMessage[]): readonly Members[] {
  return messages.flatMap((message) =>
    message.kind === "order_event"
      ? [{ orderId: message.orderId, ...(message.event as Members), ...message.added }]
      : [],
  );
}
