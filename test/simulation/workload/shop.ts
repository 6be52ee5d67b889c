/**
 * A merchant whose orders the service decides. Its own code reads the program, gathers evidence, attributes and plans, over
 * the same network, against the same owners, while settings and rules change.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Touch } from "../../../domain/attribution/touch.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import type { OrderResult } from "../../../worker/orders/order.shapes.ts";
import { recordOrderEvent } from "../../../worker/orders/record-order-event.ts";
import { signToken } from "../../../worker/platform/click-tokens.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import { ledgerName, slotOf } from "../../../worker/platform/objects.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { type Cast, HOUR_MS, PROGRAM } from "./cast.ts";
import { drawRules, drawSettings, type StoredProgram } from "./program.ts";
import type { Received, SentOrder } from "./received.ts";
import { untilAnswered } from "./until-answered.ts";

/** Aliases of visitors, as tokens carry them. */
const BROWSERS = ["00000000000000a1", "00000000000000b2", "00000000000000c3"];

export class Shop {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;
  readonly #program: StoredProgram;
  readonly #env: Env;

  constructor(
    world: World,
    chance: Chance,
    cast: Cast,
    acts: Acts,
    received: Received,
    program: StoredProgram,
  ) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
    this.#program = program;
    this.#env = world.envFor(null);
  }

  start(): void {
    const chance = this.#chance;
    const orders = chance.hits(0.7) ? chance.between(1, 8) : 0;
    for (let number = 0; number < orders; number += 1)
      this.#acts.start(async () => await this.#order(`shop-${number}`));
    // What is decided twice has to be decided alike: nothing else may prove what a lost order had paid.
    if (this.#cast.losesObjects) return;
    for (let changes = chance.hits(0.5) ? chance.between(1, 4) : 0; changes > 0; changes -= 1)
      this.#acts.start(async () => await this.#change());
    for (let calls = chance.hits(0.4) ? chance.between(1, 4) : 0; calls > 0; calls -= 1)
      this.#acts.start(async () => await this.#identify());
  }

  /** Tells orders of a ledger that lost them again. */
  tellAgain(ledger: string): void {
    for (const sent of this.#received.sent.values()) {
      if (ledgerName(this.#program, sent.orderId) !== ledger) continue;
      this.#received.lost.add(sent.orderId);
      this.#acts.start(async () => await this.#tell(sent));
    }
  }

  async #order(orderId: string): Promise<void> {
    const chance = this.#chance;
    await this.#acts.someTime();
    const sent = this.#draw(orderId);
    this.#received.sent.set(orderId, sent);
    const times = chance.hits(0.3) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#acts.start(async () => {
        await this.#acts.moment();
        await this.#tell(sent);
      });
    }
    const ledger = surely(this.#world, "COMMISSION_LEDGER", ledgerName(this.#program, orderId));
    const slot = slotOf(this.#program, "order", orderId);
    if (chance.hits(0.4)) {
      await this.#acts.moment();
      await ledger.record(orderId, { eventId: "received", kind: "received" }, slot);
    }
    if (chance.hits(0.3)) {
      await this.#acts.moment();
      await ledger.record(orderId, { eventId: "refunded", kind: "refunded" }, slot);
    }
    if (!this.#cast.losesObjects && chance.hits(0.3)) await this.#amend(orderId);
  }

  /** The order is worth another amount from then on: the service plans it by the rules that it was decided by. */
  async #amend(orderId: string): Promise<void> {
    const chance = this.#chance;
    await this.#acts.moment();
    const number = chance.between(1, 2);
    const amount = amountMinor(chance.between(0, 100_000));
    await this.#until(async () => {
      const program = await currentProgram(this.#env, PROGRAM, "proved");
      if (program === null) throw new Error("the program is unknown");
      return await recordOrderEvent(this.#env, program, orderId, {
        eventId: `amended-${number}`,
        kind: "amended",
        amount,
      });
    });
  }

  #draw(orderId: string): SentOrder {
    const chance = this.#chance;
    const { nowMs } = this.#world.scheduler;
    const occurredAtMs = nowMs - chance.between(0, nowMs - this.#program.madeAtMs);
    const isKnown = chance.hits(0.5) && !this.#cast.losesObjects;
    const customerId = isKnown ? `buyer-${chance.between(0, 2)}` : undefined;
    const touches = Array.from({ length: chance.between(0, 3) }, () => this.#touchOf(occurredAtMs));
    const visitor = chance.hits(0.2) ? null : chance.oneOf(BROWSERS);
    const tokens = touches.map((click) =>
      signToken(keyRing(this.#env), { program: this.#program.number, visitor, click, earlier: [] }),
    );
    const device = touches.length === 0 ? null : visitor;
    const body = {
      orderId,
      amount: chance.between(1, 100_000),
      currency: "CNY",
      clickTokens: tokens,
      occurredAt: new Date(occurredAtMs).toISOString(),
      ...(customerId === undefined ? {} : { customerId }),
    };
    return { orderId, customerId, touches, device, body };
  }

  /** Some clicks go round: several orders come with one. */
  #touchOf(atMs: number): Touch {
    const chance = this.#chance;
    const known = [...this.#received.sent.values()].flatMap(({ touches }) => touches);
    const isAgain = known.length > 0 && chance.hits(0.4);
    return isAgain ? chance.oneOf(known) : this.#touch(atMs);
  }

  /** A click some time before, at times before what counts, at times after. */
  #touch(atMs: number): Touch {
    const chance = this.#chance;
    return {
      kind: "click",
      promoter: chance.oneOf<PromoterRef>(this.#cast.promoters),
      link: chance.between(1, 5),
      occurredAtMs: atMs - chance.between(-HOUR_MS / 4, 3 * HOUR_MS),
      nonce: chance.between(0, 65_535),
    };
  }

  /** Until it has an answer; what was answered can be read at once. */
  async #tell(sent: SentOrder): Promise<void> {
    const [result] = await this.#until(async () => {
      const code = this.#world.pickCode();
      const program = await code.currentProgram(this.#env, PROGRAM, "proved");
      if (program === null) throw new Error("the program is unknown");
      const results = await code.recordConversions(this.#env, program, [sent.body], "refuse");
      return results.some(isUnavailable) ? null : results;
    });
    if (result === undefined || result.status === "rejected" || result.status === "conflict")
      return this.#world.fail(`${sent.orderId} was answered ${JSON.stringify(result)}`);
    if (this.#cast.losesObjects) return;
    this.#received.answered.add(sent.orderId);
    const ledger = surely(this.#world, "COMMISSION_LEDGER", ledgerName(this.#program, sent.orderId));
    const view = await ledger.order(sent.orderId, slotOf(this.#program, "order", sent.orderId));
    if (view === null) this.#world.fail(`${sent.orderId} was answered and cannot be read`);
  }

  async #identify(): Promise<void> {
    const chance = this.#chance;
    await this.#acts.someTime();
    const customerId = `buyer-${chance.between(0, 2)}`;
    const touches = [this.#touch(this.#world.scheduler.nowMs - chance.between(0, HOUR_MS))];
    const known = this.#received.identified.get(customerId) ?? [];
    this.#received.identified.set(customerId, [...known, ...touches]);
    const journey = surely(this.#world, "JOURNEY", this.#cast.journeyOf(customerId));
    await journey.identify({ customerId, visitor: null, touches });
  }

  /** Settings or rules, over whatever stands; when somebody else was first, not at all. */
  async #change(): Promise<void> {
    await this.#acts.someTime();
    const code = this.#world.pickCode();
    const change = this.#chance.hits(0.5)
      ? { settings: drawSettings(this.#chance, code) }
      : { rules: drawRules(this.#chance, true, code) };
    await this.#until(async () => {
      const program = await code.currentProgram(this.#env, PROGRAM, "proved");
      if (program === null) throw new Error("the program is unknown");
      const { number, version: over } = program;
      return await code.changeProgram(this.#env.CONFIG, { number, over, nowMs: Date.now(), ...change });
    });
  }

  async #until<T>(work: () => Promise<T | null>): Promise<T> {
    return await untilAnswered(this.#world, this.#chance, work);
  }
}

/** Told again, it is decided again; while the machine's clock is wrong, the merchant's right time is not believed. */
function isUnavailable(result: OrderResult): boolean {
  const { status, code } = result;
  return status === "rejected" && (code === "unavailable" || code === "occurred_at_out_of_range");
}
