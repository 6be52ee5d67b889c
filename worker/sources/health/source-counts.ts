/**
 * Counts webhooks of each source in memory, with the last of them, and writes that some of them together, after their answers. No
 * webhook waits for it. What an isolate that ends has not written is missing, so the counts are near, and no order rests on them.
 */
import { HOUR_MS } from "../../../domain/kernel/duration.ts";
import { logError } from "../../../durable-objects/object/log.ts";
import type { SummarizedMessage } from "./delivery-summary.ts";
import {
  addGathered,
  type CountedHour,
  type CountedSource,
  type Delivery,
  REFUSED_PLACES,
  SIGNED_PLACES,
} from "./source-counts.tables.ts";

/** What became of a webhook. */
export type SourceOutcome =
  | { readonly kind: "recorded" | "repeated" | "ignored" | "refused" }
  | { readonly kind: "unusable"; readonly reason: string };

/** A webhook that was answered. */
export type AnsweredWebhook = SourceOutcome & {
  readonly programId: string;
  readonly source: string;
  readonly atMs: number;
  readonly bytes: number;
  /** Of one whose signature holds. */
  readonly webhookId?: string;
  readonly summary?: readonly SummarizedMessage[];
};

/** How long counts are gathered. */
const GATHERED_MS = 500;
/** Whoever was to write them by then has died. */
const ABANDONED_MS = 5_000;

interface Gathered {
  counted: CountedSource;
  readonly hours: Map<number, CountedHour>;
  readonly signed: Delivery[];
  readonly refused: Delivery[];
}

export class SourceCounts {
  #gathered = new Map<string, Gathered>();
  #openedAtMs: number | undefined;

  /** @param waitUntil of the request: the first one that counts owns the writing. */
  add(webhook: AnsweredWebhook, reports: D1Database, waitUntil: (work: Promise<void>) => void): void {
    const key = `${webhook.programId} ${webhook.source}`;
    const gathered = this.#gathered.get(key) ?? nothingOf(webhook);
    this.#gathered.set(key, gathered);
    gatherOne(gathered, webhook);
    const isOwned = this.#openedAtMs !== undefined && webhook.atMs - this.#openedAtMs < ABANDONED_MS;
    if (isOwned) return;
    this.#openedAtMs = webhook.atMs;
    waitUntil(this.#writeLater(reports));
  }

  async #writeLater(reports: D1Database): Promise<void> {
    await scheduler.wait(GATHERED_MS);
    const gathered = [...this.#gathered.values()].map((one) => ({ ...one, hours: [...one.hours.values()] }));
    this.#gathered = new Map();
    this.#openedAtMs = undefined;
    if (gathered.length === 0) return;
    try {
      await addGathered(reports, gathered);
    } catch (error) {
      logError("source_counts_lost", error, { sources: gathered.length });
    }
  }
}

function nothingOf({ programId, source }: AnsweredWebhook): Gathered {
  const counted = {
    programId,
    source,
    received: 0,
    accepted: 0,
    unusable: 0,
    refused: 0,
    lastReceivedAtMs: null,
    lastRefusedAtMs: null,
    lastError: null,
    lastErrorAtMs: null,
  };
  return { counted, hours: new Map(), signed: [], refused: [] };
}

function gatherOne(gathered: Gathered, webhook: AnsweredWebhook): void {
  const { programId, source, atMs, bytes, kind, webhookId, summary = [] } = webhook;
  const isUnusable = kind === "unusable";
  const reason = isUnusable ? webhook.reason : null;
  const delivery = {
    atMs,
    verdict: kind,
    reason,
    webhookId: webhookId ?? null,
    bytes,
    messages: JSON.stringify(summary),
  };
  gathered.counted = withOne(gathered.counted, webhook);
  if (kind === "refused") {
    keepLast(gathered.refused, delivery, REFUSED_PLACES);
    return;
  }
  keepLast(gathered.signed, delivery, SIGNED_PLACES);
  const hour = Math.floor(atMs / HOUR_MS);
  const { received = 0, unusable = 0 } = gathered.hours.get(hour) ?? {};
  const counts = { received: received + 1, unusable: unusable + Number(isUnusable) };
  gathered.hours.set(hour, { programId, source, hour, ...counts });
}

function keepLast(deliveries: Delivery[], delivery: Delivery, places: number): void {
  deliveries.push(delivery);
  if (deliveries.length > places) deliveries.shift();
}

/** The counts with one more webhook. */
function withOne(counted: CountedSource, webhook: AnsweredWebhook): CountedSource {
  const { atMs } = webhook;
  if (webhook.kind === "refused") return { ...counted, refused: counted.refused + 1, lastRefusedAtMs: atMs };
  const received = { ...counted, received: counted.received + 1, lastReceivedAtMs: atMs };
  if (webhook.kind !== "unusable") return { ...received, accepted: received.accepted + 1 };
  return { ...received, unusable: received.unusable + 1, lastError: webhook.reason, lastErrorAtMs: atMs };
}
