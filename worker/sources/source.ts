/**
 * What a source of webhooks is: what its vendor sends, how that is verified, and what it tells. The same for all. Both
 * functions are pure: time, secrets and settings come in as arguments, and nothing is read or written.
 */
import type { z } from "@hono/zod-openapi";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { Fault } from "../http/problem.ts";
import type { OrderIdLink } from "../orders/links/walk-links.ts";
import type { OrderAdditions } from "../orders/record-conversions.ts";
import type { Listing, ReadPage, VendorApi } from "./catch-up/vendor-api.ts";

export type WebhookVerdict =
  | { readonly kind: "verified" }
  /** An unsigned sign of life that the vendor sends when an endpoint is set up: answered 200, and nothing is made of it. */
  | { readonly kind: "ping" }
  | { readonly kind: "refused" };

/** A webhook whose signature holds. */
export interface VerifiedWebhook {
  readonly headers: Headers;
  /** Parsed JSON; undefined for bytes that are none. */
  readonly body: unknown;
  /** Every valid secret, newest first, for vendors that encrypt what they sign. */
  readonly secrets: readonly string[];
}

/** What a translation goes by, beside the webhook. */
export interface SourceContext {
  /** As the merchant set them, by `settingsSchema`. */
  readonly settings: unknown;
  /** The program's currency. */
  readonly currency: string;
}

/** What an event says of itself that the API does not take. */
export type EventAdditions = Pick<OrderEvent, "asOf" | "ofPaid" | "paid" | "payment">;

/** What a webhook tells, in the words of the API: checked there, and with what that does not know left out. */
export type WebhookMessage =
  | { readonly kind: "conversion"; readonly conversion: unknown; readonly added?: OrderAdditions }
  | {
      readonly kind: "order_event";
      readonly orderId: string;
      readonly event: unknown;
      readonly added?: EventAdditions;
    }
  /** Two of the vendor's ids are one order's. */
  | ({ readonly kind: "link" } & OrderIdLink)
  /** Nothing follows from it. */
  | { readonly kind: "without_use"; readonly reason?: string }
  /** Not what the vendor sends, or what cannot be told apart: kept in a list. */
  | { readonly kind: "unreadable"; readonly reason?: string };

export interface Translation {
  /** The sender's id of the webhook, the same for a repeat; absent: the vendor gives none. */
  readonly webhookId?: string | undefined;
  /** In the sequence in which they are recorded. Never empty. */
  readonly messages: readonly WebhookMessage[];
}

/** What runs when a webhook comes: loaded at its first use. */
export interface SourceCode {
  /**
   * Whether the bytes as they came are signed with one of the secrets: each is tried, and compared in constant time. Nothing
   * is parsed before.
   *
   * @param secrets in the form of the source, newest first.
   * @param settings as in {@link SourceContext}, for a source whose scheme is a setting.
   */
  readonly verify: (
    headers: Headers,
    body: Uint8Array,
    secrets: readonly string[],
    nowMs: number,
    settings: unknown,
  ) => WebhookVerdict;
  readonly translate: (webhook: VerifiedWebhook, context: SourceContext) => Translation;
  /** Lists what the vendor has, as webhooks: of a source that has an {@link Source.api}. */
  readonly list?: (listing: Listing) => ReadPage;
  /** What the schema of API keys cannot say is wrong with them. Absent: nothing. */
  readonly faultsInKeys?: (keys: unknown) => readonly Fault[];
  /** What `settingsSchema` cannot say is wrong with settings. Absent: nothing. */
  readonly faultsInSettings?: (settings: unknown) => readonly Fault[];
}

export interface Source {
  /** The headers that `verify` and `translate` go by, for OpenAPI. */
  readonly headers: readonly {
    readonly name: string;
    readonly description: string;
    /** As it comes with the example of `bodySchema`. */
    readonly example: string;
  }[];
  /** The bodies that `translate` understands, for OpenAPI: named, and with an example. */
  readonly bodySchema: z.ZodType;
  /** What a merchant may set: named, strict, with a default for each member. */
  readonly settingsSchema: z.ZodType;
  /**
   * The members that the vendor wants in the body of an answer, beside ours. By the HTTP status and the body as it is without
   * them. Absent: none.
   */
  readonly answerMembers?: (status: number, body: AnswerBody) => AnswerBody;
  /** By what the vendor's API is asked; absent: it lists nothing. */
  readonly api?: VendorApi;
  readonly load: () => Promise<SourceCode>;
}

type AnswerBody = Readonly<Record<string, unknown>>;
