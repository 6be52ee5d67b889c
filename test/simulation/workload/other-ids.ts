/** A checkout that tells a payment by another id than its order's: what is told there comes to the order once both are linked. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { ReceivedEvent } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import type { Cast } from "./cast.ts";
import type { Received } from "./received.ts";

/** An id under which no order will stand. */
interface OtherId {
  readonly orderId: string;
  readonly slot: number;
}

export class OtherIds {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts, received: Received) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
  }

  start(): void {
    for (const orderId of this.#cast.orderIds)
      if (this.#chance.hits(0.5)) this.#acts.start(async () => await this.#payment(orderId));
  }

  async #payment(orderId: string): Promise<void> {
    const chance = this.#chance;
    const first = await this.#planned(orderId);
    const other = { orderId: `${orderId}-paid`, slot: chance.between(0, 255) };
    const events = Array.from({ length: chance.between(1, 3) }, (_, number): ReceivedEvent => {
      const amount = amountMinor(chance.between(0, Math.ceil(first.order.amount / 3)));
      return { eventId: `paid-${number}`, kind: "refunded", amount };
    });
    this.#received.events.get(orderId)?.push(...events);
    for (const event of events) this.#acts.start(async () => await this.#record(other, first, event));
    for (const _ of [1, 2]) this.#acts.start(async () => await this.#link(other, first));
  }

  /** The order, once its merchant has told anything of it. */
  async #planned(orderId: string): Promise<ProposedOrder> {
    for (;;) {
      await this.#acts.moment();
      const [first] = this.#received.proposals.get(orderId) ?? [];
      if (first !== undefined) return first;
    }
  }

  async #record(other: OtherId, first: ProposedOrder, event: ReceivedEvent): Promise<void> {
    await this.#acts.moment();
    const { orderId } = first.order;
    for (const { orderId: id, slot } of [other, { orderId, slot: first.slot }]) {
      const result = await this.#ledgerOf(slot).record(id, event, slot);
      if (result.kind === "linked") continue;
      if (result.kind === "refused") this.#world.fail(`${event.eventId} of ${id} was refused`);
      const recorded = this.#received.recorded.get(orderId) ?? [];
      this.#received.recorded.set(orderId, [...recorded, event]);
      return;
    }
    this.#world.fail(`${orderId} leads to another id`);
  }

  async #link(other: OtherId, first: ProposedOrder): Promise<void> {
    await this.#acts.moment();
    const { slot, order } = first;
    const target = { to: order.orderId, slot, ledger: this.#cast.firstLedgerOf(first), isGiven: true };
    const answer = await this.#ledgerOf(other.slot).link({ ...other, target, toReceivedAtMs: null });
    if (answer.kind !== "linked" || answer.to !== order.orderId)
      this.#world.fail(`${other.orderId} was not linked to ${order.orderId}`);
  }

  /** Some have heard of moves, others have not. */
  #ledgerOf(slot: number) {
    const name = this.#chance.hits(0.5) ? this.#cast.firstLedgerOf({ slot }) : this.#cast.ledgerOf({ slot });
    return surely(this.#world, "COMMISSION_LEDGER", name);
  }
}
