/**
 * Counts webhooks of each source in memory, and writes the counts some of them together, after their answers: no webhook
 * waits for it. What an isolate that ends has not written is missing, so the counts are near, and no order rests on them.
 */
import { logError } from "../../../durable-objects/object/log.ts";
import { addSourceCounts, type CountedSource } from "./source-counts.tables.ts";

/** What became of a webhook. */
export type SourceOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused" }
  | { readonly kind: "unusable"; readonly reason: string };

/** A webhook that was answered. */
export type AnsweredWebhook = SourceOutcome & {
  readonly programId: string;
  readonly source: string;
  readonly atMs: number;
};

/** How long counts are gathered. */
const GATHERED_MS = 500;
/** Whoever was to write them by then has died. */
const ABANDONED_MS = 5_000;

export class SourceCounts {
  #counts = new Map<string, CountedSource>();
  #openedAtMs: number | undefined;

  /** @param waitUntil of the request: the first one that counts owns the writing. */
  add(webhook: AnsweredWebhook, reports: D1Database, waitUntil: (work: Promise<void>) => void): void {
    const key = `${webhook.programId} ${webhook.source}`;
    this.#counts.set(key, withOne(this.#counts.get(key), webhook));
    const isOwned = this.#openedAtMs !== undefined && webhook.atMs - this.#openedAtMs < ABANDONED_MS;
    if (isOwned) return;
    this.#openedAtMs = webhook.atMs;
    waitUntil(this.#writeLater(reports));
  }

  async #writeLater(reports: D1Database): Promise<void> {
    await scheduler.wait(GATHERED_MS);
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    this.#openedAtMs = undefined;
    if (counts.length === 0) return;
    try {
      await addSourceCounts(reports, counts);
    } catch (error) {
      logError("source_counts_lost", error, { sources: counts.length });
    }
  }
}

/** The counts with one more webhook. */
function withOne(before: CountedSource | undefined, webhook: AnsweredWebhook): CountedSource {
  const { programId, source, atMs } = webhook;
  const counted = before ?? {
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
  if (webhook.kind === "refused") return { ...counted, refused: counted.refused + 1, lastRefusedAtMs: atMs };
  const received = { ...counted, received: counted.received + 1, lastReceivedAtMs: atMs };
  if (webhook.kind === "accepted") return { ...received, accepted: received.accepted + 1 };
  return { ...received, unusable: received.unusable + 1, lastError: webhook.reason, lastErrorAtMs: atMs };
}
