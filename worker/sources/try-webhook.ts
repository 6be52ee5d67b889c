/** What would be made of a body, by the very translation and readings of a webhook. Nothing is written or asked. */
import type { z } from "@hono/zod-openapi";
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { readConversion } from "../orders/conversion.shapes.ts";
import { readOrderEvent } from "../orders/order-event.shapes.ts";
import { jsonOf, parseJson } from "../platform/json-text.ts";
import type { WebhookMessage } from "./source.ts";
import type { triedSchema } from "./sources.shapes.ts";
import { translateWebhook } from "./translate-webhook.ts";

type Tried = z.output<typeof triedSchema>;

interface Asked {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** What is tried beside what is set: settings, and the secrets of vendors that encrypt. */
interface Trial {
  readonly settings: Record<string, unknown> | undefined;
  readonly secrets: readonly string[];
}

export async function tryWebhook(
  program: ProgramConfig,
  source: WebhookSource,
  { headers, body }: Asked,
  { settings, secrets }: Trial,
): Promise<Tried> {
  const webhook = {
    headers: new Headers(headers ?? {}),
    body: typeof body === "string" ? parseJson(body) : body,
    secrets,
  };
  const { webhookId, messages } = await translateWebhook(program, source, webhook, settings);
  return {
    webhookId: webhookId ?? null,
    messages: messages.map((message) => triedMessage(message, program.currency)),
  };
}

function triedMessage(message: WebhookMessage, currency: string): Tried["messages"][number] {
  const context = { nowMs: Date.now(), unknownFields: "ignore" } as const;
  switch (message.kind) {
    case "conversion": {
      const reading = readConversion(message.conversion, { ...context, currency });
      const content = shown(message.conversion, message.added);
      if (reading.kind === "conversion")
        return { kind: message.kind, orderId: reading.conversion.order.orderId, content };
      const { orderId, code, errors } = reading;
      return {
        kind: message.kind,
        ...(orderId === null ? {} : { orderId }),
        content,
        code,
        errors: [...errors],
      };
    }
    case "order_event": {
      const { kind, orderId, event, added } = message;
      const reading = readOrderEvent(event, context);
      const content = shown(event, added);
      if (reading.kind === "event") return { kind, orderId, content };
      return { kind, orderId, content, code: reading.code, errors: [...reading.errors] };
    }
    case "link":
      return { kind: message.kind, orderId: message.id, belongsTo: message.belongsTo };
    case "without_use":
    case "unreadable":
      return { kind: message.kind, ...(message.reason === undefined ? {} : { reason: message.reason }) };
    default:
      return unknownWord(message, "message");
  }
}

/** What is nested deeper than an answer can be is left out. */
function shown(made: unknown, added: object = {}): Record<string, unknown> {
  const members = Object.entries({ ...(made as object), ...added });
  return Object.fromEntries(members.filter(([, member]) => jsonOf(member) !== undefined));
}
