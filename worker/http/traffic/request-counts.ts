/**
 * Counts what this isolate answers: requests by class and status with the time they took, and refusals by code. Also
 * what became of orders that were told, how long their commissions took to calculate, and what came of deliveries. Once a
 * minute it is added to the totals, so that a request costs no write. An isolate that ends takes the counts of its last minute along.
 */
import { CALCULATION_BOUNDS_MS, observationOf } from "../../../domain/kernel/histogram.ts";
import { logError } from "../../../durable-objects/object/log.ts";
import { Tally } from "../../../durable-objects/object/tally.ts";
import { addTotals } from "../../read-models/totals.tables.ts";

const WRITTEN_EVERY_MS = 60_000;
const ORDERS = /^\/v1\/programs\/[^/]+\/(?:conversions|orders\/[^/]+\/events)$/;

export class RequestCounts {
  readonly #tally = new Tally();
  #writtenAtMs: number | undefined;

  add(method: string, path: string, status: number, tookMs: number): void {
    const name = classOf(method, path);
    this.#tally.add("requests", `${name} ${status}`);
    this.#tally.add("request_ms", name, Math.max(0, tookMs));
  }

  /** A refusal with a code of the catalogue. */
  addRefusal(method: string, path: string, code: string): void {
    this.#tally.add("refusals", `${classOf(method, path)} ${code}`);
  }

  /** What became of an order of a program: a status, or the code of its refusal. */
  addOrderAnswer(programId: string, answer: string): void {
    this.#tally.add("order_answers", `${programId} ${answer}`);
  }

  /** What came of a delivery to an endpoint: an outcome, or why there was no answer. */
  addDelivery(programId: string, outcome: string): void {
    this.#tally.add("deliveries", `${programId} ${outcome}`);
  }

  /** An endpoint was paused, or ended itself. */
  addStop(programId: string, state: string): void {
    this.#tally.add("endpoint_stops", `${programId} ${state}`);
  }

  /** What came of a question to the model that writes share texts. */
  addModelAnswer(programId: string, outcome: string): void {
    this.#tally.add("model_answers", `${programId} ${outcome}`);
  }

  /** So many orders were decided together, each after this time. */
  addCalculation(tookMs: number, orders: number): void {
    const { bucket, ms } = observationOf(CALCULATION_BOUNDS_MS, tookMs);
    this.#tally.add("calculation", bucket, orders, ms * orders);
  }

  /** Whether it is time to write. The first counts wait for a minute as well. */
  isDue(nowMs: number): boolean {
    this.#writtenAtMs ??= nowMs;
    return nowMs - this.#writtenAtMs >= WRITTEN_EVERY_MS;
  }

  /** Adds what was counted to the totals. What could not be written is kept for the next time. */
  async write(reports: D1Database, nowMs: number): Promise<void> {
    this.#writtenAtMs = nowMs;
    try {
      await this.#tally.write(async (counts) => await addTotals(reports, counts));
    } catch (error) {
      logError("requests_not_counted", error);
    }
  }
}

/** Classes are few, whatever is asked for: a metric has a sample for each. */
function classOf(method: string, path: string): "orders" | "webhooks" | "management" {
  if (path.startsWith("/webhooks/")) return "webhooks";
  return method === "POST" && ORDERS.test(path) ? "orders" : "management";
}
