/**
 * What else goes on while orders come: taps, bindings, settings, bonuses, payouts and exports. Each round is repeated until
 * all of it was answered, so that its result is known to the last unit.
 */
import { setTimeout as wait } from "node:timers/promises";
import { tap } from "./taps.ts";
import { call, Unanswered } from "../call.ts";
import { PROGRAM } from "./load.ts";

const BONUS = 100_000;
const PAID_OUT = 40_000;
/** A program keeps some hundreds of versions. */
const ROUNDS_OF_A_VERSION = 10;
const BASE = `/v1/programs/${PROGRAM}`;

export class SideLoad {
  #promoterId = "";
  #slug = "";
  #isCut = false;
  #round = 0;
  /** When each round's customer was bound, as it was answered first. */
  readonly #boundAt: string[] = [];
  /** Taps that were answered with a redirect. */
  taps = 0;

  /** After the program was made. */
  async prepare(url: string): Promise<void> {
    const promoter = await call(url, "POST", `${BASE}/promoters`, { memberId: "beside" });
    this.#promoterId = promoter.id;
    const wanted = { promoterId: promoter.id, destination: "https://shop.example/tea" };
    this.#slug = (await call(url, "POST", `${BASE}/links`, wanted)).slug;
  }

  async runUntilCut(url: string): Promise<void> {
    this.#isCut = false;
    await Promise.all([this.#tap(url), this.#turn(url)]);
  }

  cut(): void {
    this.#isCut = true;
  }

  /** Ends the round that was cut off. */
  async finish(url: string): Promise<void> {
    for (;;) {
      try {
        await this.#oneRound(url);
        return;
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        await wait(20);
      }
    }
  }

  /** The promoter's wallet, its payouts and its bindings, and the settings, as they have to be. */
  expected(): unknown {
    return {
      settings: settingsOf(this.#round - 1),
      available: BONUS * this.#round,
      payouts: Array.from({ length: this.#round }, () => ["rejected", PAID_OUT]),
      boundAt: this.#boundAt,
    };
  }

  async found(url: string): Promise<unknown> {
    const path = `${BASE}/promoters/${this.#promoterId}`;
    const { available, reserved } = await call(url, "GET", `${path}/wallet`);
    const payouts = await call(url, "GET", `${path}/payouts?limit=200`);
    const { name, attribution } = await call(url, "GET", BASE);
    const boundAt: string[] = [];
    for (let round = 0; round < this.#round; round += 1) boundAt.push(await this.#bind(url, round));
    return {
      settings: { name, attribution: { clickLookback: attribution.clickLookback } },
      available: available + reserved,
      payouts: payouts.data.map((payout: { state: string; gross: number }) => [payout.state, payout.gross]),
      boundAt,
    };
  }

  async #tap(url: string): Promise<void> {
    while (!this.#isCut) {
      if ((await tap(`${url}/s/${this.#slug}`)).status === 302) this.taps += 1;
      await wait(5);
    }
  }

  async #turn(url: string): Promise<void> {
    while (!this.#isCut) {
      try {
        await this.#oneRound(url);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        await wait(20);
      }
    }
  }

  async #oneRound(url: string): Promise<void> {
    const round = this.#round;
    const path = `${BASE}/promoters/${this.#promoterId}`;
    const bonus = { amount: BONUS, kind: "bonus", reason: `round ${round}` };
    await call(url, "POST", `${path}/adjustments`, bonus, { "idempotency-key": `bonus-${round}` });
    const wanted = { amount: PAID_OUT };
    const payout = await call(url, "POST", `${path}/payouts`, wanted, { "idempotency-key": `pay-${round}` });
    await call(url, "POST", `${BASE}/payouts/${payout.id}/reject`, { reason: "a test" });
    this.#boundAt[round] ??= await this.#bind(url, round);
    await call(url, "PATCH", BASE, settingsOf(round));
    await call(url, "GET", `${path}/journal.csv`);
    this.#round += 1;
  }

  /** A repeat is answered with the first binding. */
  async #bind(url: string, round: number): Promise<string> {
    const wanted = { customerId: `beside-${round}`, promoterId: this.#promoterId };
    return (await call(url, "POST", `${BASE}/bindings`, wanted)).boundAt;
  }
}

/** A name of its own for each round. Now and then it is a version of the settings, by which no order of the load is decided. */
function settingsOf(round: number): object {
  const version = Math.floor(round / ROUNDS_OF_A_VERSION);
  return { name: `Round ${round}`, attribution: { clickLookback: `P${30 + (version % 30)}D` } };
}
