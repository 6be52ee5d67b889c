/** Ids of one payment, linked, decided and told of at once and in any sequence: one order is left, with every event once. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { amountMinor } from "../../domain/kernel/money.ts";
import { staysBefore } from "../../durable-objects/commission-ledger/links/order-link.ts";
import { walkLinks } from "../../worker/orders/links/walk-links.ts";
import { sized } from "../support/effort.ts";
import { MemoryLedger, proposed } from "../support/memory-ledger.ts";
import { order } from "../unit/domain/commission/builders.ts";
import { decided } from "../unit/domain/commission/decided.ts";

const NOW = 1_900_000_000_000;
/** Charges lead to payments, payments to the invoice. */
const IDS = ["ch-1", "pi-1", "pi-2", "in-1"] as const;
const LINKS = [
  { id: "ch-1", belongsTo: "pi-1" },
  { id: "pi-1", belongsTo: "in-1" },
  { id: "pi-2", belongsTo: "in-1" },
] as const;

interface World {
  readonly ledgers: readonly MemoryLedger[];
  /** By place among {@link IDS}: the ledger of an id. */
  readonly places: readonly number[];
}

const nameOf = (place: number) => `shop/${place}`;

class Shop {
  readonly #world: World;
  readonly #turn: () => Promise<unknown>;
  readonly #sent = new Map<MemoryLedger, number>();
  #nowMs = NOW;

  constructor(world: World, turn: () => Promise<unknown>) {
    this.#world = world;
    this.#turn = turn;
  }

  placeOf(id: string): number {
    return this.#world.places[IDS.findIndex((one) => one === id)] ?? 0;
  }

  ledgerOf(id: string): MemoryLedger {
    const ledger = this.#world.ledgers[this.placeOf(id)];
    if (ledger === undefined) throw new Error(`${id} has no ledger`);
    return ledger;
  }

  #next(): number {
    this.#nowMs += 1;
    return this.#nowMs;
  }

  async link(link: (typeof LINKS)[number]): Promise<void> {
    await walkLinks(link, {
      ask: async (from, to) => {
        await this.#turn();
        const target = {
          to: to.id,
          slot: this.placeOf(to.id),
          ledger: nameOf(this.placeOf(to.id)),
          isGiven: to.isGiven,
        };
        const request = {
          orderId: from,
          slot: this.placeOf(from),
          target,
          toReceivedAtMs: to.receivedAtMs,
        };
        const ledger = this.ledgerOf(from);
        return ledger.do((effects) => ledger.links.link(request, effects, this.#next()));
      },
      bring: async () => {},
    });
  }

  async propose(orderId: string): Promise<void> {
    for (let id = orderId; ;) {
      await this.#turn();
      const ledger = this.ledgerOf(id);
      const proposal = proposed({ ...order(10_000), orderId: id }, decided());
      const [answer] = ledger.do((effects) =>
        ledger.orders.accept([proposal], () => null, effects, this.#next()),
      );
      if (answer?.status !== "linked") return;
      id = answer.linkedTo;
    }
  }

  async refund(orderId: string, eventId: string): Promise<void> {
    const event = { eventId, kind: "refunded", amount: amountMinor(100), occurredAtMs: NOW } as const;
    for (let id = orderId; ;) {
      await this.#turn();
      const ledger = this.ledgerOf(id);
      const answer = ledger.do((effects) =>
        ledger.orders.record(id, "merchant", event, effects, this.#next()),
      );
      if (answer.kind !== "linked") return;
      id = answer.linkedTo;
    }
  }

  /** Takes the next message of each ledger to its receiver, twice as often as not. */
  deliver(): boolean {
    let isAny = false;
    for (const sender of this.#world.ledgers) {
      const messages = sender.toldOf("linked_events");
      const sent = this.#sent.get(sender) ?? 0;
      const message = messages[sent];
      if (message === undefined) continue;
      this.#sent.set(sender, sent + 1);
      isAny = true;
      const receiver = this.ledgerOf(message.to);
      for (const nowMs of [this.#next(), this.#next()])
        receiver.do((effects) => receiver.links.take(message, effects, nowMs));
    }
    return isAny;
  }

  async deliverAtTimes(): Promise<void> {
    for (let times = 0; times < 4; times += 1) {
      await this.#turn();
      this.deliver();
    }
  }

  /** The id to whose order an id leads. */
  leadsTo(id: string): string {
    let at = id;
    for (let steps = 0; steps < IDS.length; steps += 1) {
      const next = this.ledgerOf(at).links.of(at);
      if (next === null) return at;
      at = next;
    }
    throw new Error(`${id} leads in a ring`);
  }
}

/** What all intents together leave in the wallets. */
function posted(ledgers: readonly MemoryLedger[]): number {
  const intents = ledgers.flatMap((ledger) => ledger.toldOf("intent"));
  const signs = { earn: 1, restore: 1, reverse: -1, hold: 0, release: 0 } as const;
  return intents.reduce((sum, { intent, amount }) => sum + signs[intent] * amount, 0);
}

const world = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }))
  .map(([count, places]): World => {
    const ledgers = Array.from(
      { length: count },
      (_, index) => new MemoryLedger(undefined, { name: nameOf(index) }),
    );
    return { ledgers, places: places.map((place) => place % count) };
  });
const told = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.nat(5)), { maxLength: 6 });

test("one order is left of linked ids, wherever they lie, whoever links them at once, and it has every event once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      world,
      fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1 }),
      told,
      async (scheduler, made, proposals, refunds) => {
        const shop = new Shop(made, async () => await scheduler.schedule(Promise.resolve()));
        const events = new Map(refunds.map(([id, number]) => [`refund-${number}`, id]));
        const work = [
          ...proposals.map(async (id) => await shop.propose(id)),
          ...[...events].map(async ([eventId, id]) => await shop.refund(id, eventId)),
          ...[...LINKS, ...LINKS].map(async (link) => await shop.link(link)),
          shop.deliverAtTimes(),
        ];
        await scheduler.waitFor(Promise.all(work));
        while (shop.deliver());
        const [main, ...others] = [...new Set(IDS.map((id) => shop.leadsTo(id)))];
        expect([main === undefined, others]).toEqual([false, []]);
        const left = IDS.filter((id) => shop.ledgerOf(id).desk.received(id) !== null);
        expect(left).toEqual([main]);
        const view = shop.ledgerOf(main ?? "").desk.received(main ?? "")?.view;
        const recorded = view?.events.filter(({ kind }) => kind === "refunded").map(({ eventId }) => eventId);
        expect(recorded?.toSorted()).toEqual([...events.keys()].toSorted());
        expect(view?.reversedAmount).toBe(100 * events.size);
        const kept = view?.commissions.reduce((sum, one) => sum + one.kept, 0);
        expect(posted(made.ledgers)).toBe(kept);
      },
    ),
    { numRuns: sized(30, 600, 60) },
  );
});

test("of two orders each one stays before the other or the other before it, and never both", () => {
  const received = fc.record({ orderId: fc.string({ minLength: 1 }), receivedAtMs: fc.nat(3) });
  fc.assert(
    fc.property(received, received, (a, b) => {
      fc.pre(a.orderId !== b.orderId);
      expect(staysBefore(a, b)).toBe(!staysBefore(b, a));
    }),
  );
});
