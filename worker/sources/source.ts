/** What a source of webhooks is: what its vendor sends, how that is verified, and what it tells. The same for all. */
import type { z } from "@hono/zod-openapi";

export type WebhookVerdict =
  | { readonly kind: "verified"; readonly webhookId: string }
  | { readonly kind: "refused" };

/** A webhook whose signature holds. */
export interface VerifiedWebhook {
  /** The sender's id of it. */
  readonly webhookId: string;
  readonly headers: Headers;
  /** Parsed JSON; undefined for bytes that are none. */
  readonly body: unknown;
}

/** What a webhook tells, in the words of the API: checked there, and with what that does not know left out. */
export type WebhookMessage =
  | { readonly kind: "conversion"; readonly conversion: unknown }
  | { readonly kind: "order_event"; readonly orderId: string; readonly event: unknown }
  /** Nothing follows from it. */
  | { readonly kind: "without_use" }
  /** Not what the vendor sends: kept in a list. */
  | { readonly kind: "unreadable" };

export interface Source {
  /** The headers that `verify` and `read` go by, for OpenAPI. */
  readonly headers: readonly {
    readonly name: string;
    readonly description: string;
    /** As it comes with the example of `bodySchema`. */
    readonly example: string;
  }[];
  /** The bodies that `read` understands, for OpenAPI: named, and with an example. */
  readonly bodySchema: z.ZodType;
  /**
   * Whether the bytes as they came are signed with one of the secrets.
   *
   * @param secrets in the form of the source, newest first.
   */
  readonly verify: (
    headers: Headers,
    body: Uint8Array,
    secrets: readonly string[],
    nowMs: number,
  ) => WebhookVerdict;
  readonly read: (webhook: VerifiedWebhook) => WebhookMessage;
}
