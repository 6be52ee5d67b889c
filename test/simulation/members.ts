/**
 * Members whom a simulated merchant binds under the rule `everyone`: called for again and again, for several promoters,
 * also after they have joined. In the end each is a promoter, once, under one of them, and bound to nobody.
 */
import { type PromoterRef, SLOTS } from "../../domain/kernel/ids.ts";
import type { Chance } from "../support/chance.ts";
import { once, surely } from "./platform/stubs.ts";
import type { World } from "./platform/world.ts";
import { PROGRAM } from "./workload/cast.ts";
import type { Workload } from "./workload/workload.ts";

interface Member {
  readonly id: string;
  readonly slot: number;
  /** The promoters that calls named. */
  readonly named: Set<PromoterRef>;
}

export class Members {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Workload;
  readonly #members: readonly Member[];
  #running = 0;

  constructor(world: World, chance: Chance, cast: Workload) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#members = Array.from({ length: chance.hits(0.3) ? chance.between(1, 6) : 0 }, (_, index) => ({
      id: `member-${index}`,
      slot: chance.between(0, 255),
      named: new Set(),
    }));
  }

  get isDone(): boolean {
    return this.#running === 0;
  }

  start(): void {
    for (const member of this.#members) {
      for (let call = this.#chance.between(1, 4); call > 0; call -= 1) {
        this.#running += 1;
        this.#bind(member, `seller-${this.#chance.between(0, 2)}`).then(
          () => (this.#running -= 1),
          (error: unknown) => this.#world.fail(`a merchant who binds was told ${String(error)}`),
        );
      }
    }
  }

  /** Rows of the Journeys that nobody has acknowledged. */
  waits(): string[] {
    return this.#journeys().flatMap((name) => {
      const rows = this.#world
        .host("JOURNEY", name)
        .read("SELECT 1 AS x FROM pairs WHERE acked_seq < last_seq");
      return rows.map(() => `the Journey ${name} has rows in the outbox`);
    });
  }

  async check(report: (breach: string) => void): Promise<void> {
    const tree = once(this.#world, "REFERRAL_TREE", `${PROGRAM}/0`);
    for (const { id, slot, named } of this.#members) {
      const promoter = await tree.promoterOfMember(id);
      const atMs = this.#world.scheduler.nowMs;
      const [binding] = await once(this.#world, "JOURNEY", this.#cast.firstJourneyOf(id)).bindingsAt([
        { customerId: id, atMs },
      ]);
      if (binding != null) report(`${id} is a promoter, and bound to ${binding.promoter}`);
      if (promoter === null) report(`${id} was bound and is no promoter`);
      else if (promoter.ref % SLOTS !== slot) report(`${id} has its wallet in another slot`);
      else if (promoter.upline === null || !named.has(promoter.upline.ref))
        report(`${id} stands under ${promoter.upline?.memberId}, whom no call named`);
    }
    for (const name of this.#journeys()) this.#checkPair(name, report);
  }

  async #bind({ id, slot, named }: Member, seller: string): Promise<void> {
    const chance = this.#chance;
    await this.#world.scheduler.sleep(chance.between(0, chance.hits(0.5) ? 2_000 : this.#cast.activeMs));
    const tree = surely(this.#world, "REFERRAL_TREE", `${PROGRAM}/0`);
    const above = await tree.join({ memberId: seller, slot: seller.length });
    if (above.kind === "refused") throw new Error(above.reason);
    const policy = { mode: chance.oneOf(["first", "last"] as const), protectionMs: 0 };
    const request = { customerId: id, promoter: above.promoter.ref, policy, joins: { slot } };
    named.add(above.promoter.ref);
    const bound = surely(this.#world, "JOURNEY", this.#cast.journeyOf(id)).bind(request);
    this.#cast.concerns(id);
    await bound;
  }

  #checkPair(name: string, report: (breach: string) => void): void {
    const pairs = this.#world
      .host("JOURNEY", name)
      .read("SELECT last_seq, acked_seq FROM pairs WHERE receiver_class = 'tree'");
    for (const pair of pairs) {
      const [sender] = this.#world
        .host("REFERRAL_TREE", `${PROGRAM}/0`)
        .read("SELECT last_seq FROM senders WHERE sender = ?", `journey ${name}`);
      const numbers = [pair["last_seq"], pair["acked_seq"], sender?.["last_seq"]];
      if (new Set(numbers).size !== 1) report(`the Journey ${name} to the tree: ${numbers.join(", ")}`);
    }
  }

  #journeys(): string[] {
    return this.#cast.ledgers;
  }
}
