/** What happens beside orders: payouts that are asked for, paid or rejected, and customers who are bound by hand. */
import { setTimeout as wait } from "node:timers/promises";
import { call, type Json, Unanswered } from "../call.ts";
import { type Load, PROGRAM, seededRandom } from "./load.ts";

const PAUSE_MS = 30;
const LARGEST_PAYOUT = 500;
const PATH = `/v1/programs/${PROGRAM}`;

export class Errands {
  readonly #load: Load;
  readonly #random: () => number;
  readonly #bound = new Map<string, string>();
  #runs = false;
  #keys = 0;
  /** Payouts that went all their way. */
  paidOut = 0;

  constructor(load: Load, seed: number) {
    this.#load = load;
    this.#random = seededRandom(seed);
  }

  /** Goes on until told to stop. What a dying service does not answer, and what it refuses, is left. */
  async runUntilCut(url: string): Promise<void> {
    this.#runs = true;
    const forever = async (errand: () => Promise<void>): Promise<void> => {
      while (this.#runs) {
        await errand().catch(leaveUnanswered);
        await wait(PAUSE_MS);
      }
    };
    await Promise.all([forever(() => this.#payOut(url)), forever(() => this.#bind(url))]);
  }

  cut(): void {
    this.#runs = false;
  }

  /** Binds all customers again, as a merchant does who does not know what was lost. @returns who is bound otherwise. */
  async bindAgain(url: string): Promise<string[]> {
    const otherwise: string[] = [];
    for (const [customerId, promoterId] of this.#bound) {
      const binding = await call(url, "POST", `${PATH}/bindings`, { customerId, promoterId });
      if (binding.promoterId !== promoterId) otherwise.push(customerId);
    }
    return otherwise;
  }

  /** By promoter: what waits for receipt, and what was ever available, wherever it went since. */
  async earnings(url: string): Promise<Record<string, { pending: number; available: number }>> {
    const found: Record<string, { pending: number; available: number }> = {};
    for (const promoter of this.#load.promoters()) {
      const wallet = await call(url, "GET", `${PATH}/promoters/${promoter}/wallet`);
      const { pending, held, available, reserved, paid, withheld, debt } = wallet;
      const rest = held > 0 ? { held } : {};
      found[promoter] = { pending, available: available + reserved + paid + withheld - debt, ...rest };
    }
    return found;
  }

  async #payOut(url: string): Promise<void> {
    const promoters = this.#load.promoters();
    const promoter = promoters[Math.floor(this.#random() * promoters.length)] ?? "";
    const key = (this.#keys += 1);
    const amount = 1 + Math.floor(this.#random() * LARGEST_PAYOUT);
    const payee = { kind: "wechat", openId: `openid-of-${promoter}` };
    await call(url, "PUT", `${PATH}/promoters/${promoter}/payee`, payee);
    const payout = await this.#keyed(
      url,
      `${PATH}/promoters/${promoter}/payouts`,
      { amount },
      `payout-${key}`,
    );
    const move = async (name: string, reason = {}) =>
      await call(url, "POST", `${PATH}/payouts/${payout.id}/${name}`, reason);
    if (this.#random() < 0.3) {
      await move("reject", { reason: "not now" });
      return;
    }
    await move("approve");
    await this.#keyed(url, `${PATH}/payout-batches`, {}, `batch-${key}`);
    await move("paid");
    this.paidOut += 1;
  }

  async #bind(url: string): Promise<void> {
    const promoters = this.#load.promoters();
    const promoterId = promoters[Math.floor(this.#random() * promoters.length)] ?? "";
    const customerId = `guest-${this.#bound.size}`;
    await call(url, "POST", `${PATH}/bindings`, { customerId, promoterId });
    this.#bound.set(customerId, promoterId);
  }

  async #keyed(url: string, path: string, body: object, key: string): Promise<Json> {
    return await call(url, "POST", path, body, { "idempotency-key": key });
  }
}

/** A payout may find too little, or another one open. */
function leaveUnanswered(error: unknown): void {
  if (error instanceof Unanswered || /answered (404|409|422)/.test(String(error))) return;
  throw error;
}
