/**
 * Counts the requests of this isolate by class and status, and how long they took. Once a minute they are added to the
 * totals, so that a request costs no write. An isolate that ends takes the counts of its last minute along.
 */
import { logError } from "../../../durable-objects/object/log.ts";
import { addTotals, type TotalRow } from "../../read-models/totals.tables.ts";

const WRITTEN_EVERY_MS = 60_000;
const ORDERS = /^\/v1\/programs\/[^/]+\/(?:conversions|orders\/[^/]+\/events)$/;

export class RequestCounts {
  #counts = new Map<string, TotalRow>();
  #writtenAtMs: number | undefined;

  add(method: string, path: string, status: number, tookMs: number): void {
    const name = classOf(method, path);
    this.#add({ kind: "requests", label: `${name} ${status}`, n: 1 });
    this.#add({ kind: "request_ms", label: name, n: Math.max(0, tookMs) });
  }

  /** Whether it is time to write. The first counts wait for a minute as well. */
  isDue(nowMs: number): boolean {
    this.#writtenAtMs ??= nowMs;
    return nowMs - this.#writtenAtMs >= WRITTEN_EVERY_MS;
  }

  /** Adds what was counted to the totals. What could not be written is kept for the next time. */
  async write(reports: D1Database, nowMs: number): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#writtenAtMs = nowMs;
    if (counts.size === 0) return;
    try {
      await addTotals(reports, [...counts.values()]);
    } catch (error) {
      logError("requests_not_counted", error);
      for (const count of counts.values()) this.#add(count);
    }
  }

  #add({ kind, label, n }: TotalRow): void {
    const key = `${kind} ${label}`;
    const known = this.#counts.get(key);
    this.#counts.set(key, { kind, label, n: (known?.n ?? 0) + n });
  }
}

/** Classes are few, whatever is asked for: a metric has a sample for each. */
function classOf(method: string, path: string): "orders" | "webhooks" | "management" {
  if (path.startsWith("/webhooks/")) return "webhooks";
  return method === "POST" && ORDERS.test(path) ? "orders" : "management";
}
