/**
 * What operators do beside payouts. They credit orders that nobody earned, move orders by hand, set tiers and send refused rows again.
 * They have the program reconciled and repaired while everybody acts, and follow the runbook once D1 has gone back.
 */
import type { CommissionKey, PromoterRef } from "../../../domain/kernel/ids.ts";
import type { OperatorMove } from "../../../domain/order/operator-moves.ts";
import { amendmentInForce } from "../../../domain/order/worth.ts";
import {
  foundAtFirst,
  type OpenOrder,
} from "../../../durable-objects/commission-ledger/late-orders/open-order.ts";
import { DEFAULT_TIER_PLAN } from "../../../domain/referral/tiers.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { allObjects, calledObjects, wakeObjects } from "../../../worker/operations/wake-objects.ts";
import { creditOpen } from "../../../worker/orders/late-decisions.ts";
import { ledgerName, slotOf } from "../../../worker/platform/objects.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import { reconciled } from "../reconciled.ts";
import type { Acts } from "./acts.ts";
import { type Cast, HOUR_MS, PROGRAM } from "./cast.ts";
import type { StoredProgram } from "./program.ts";
import type { Received } from "./received.ts";
import { untilAnswered } from "./until-answered.ts";

const MOVES: readonly OperatorMove[] = ["release", "review", "clear", "clear", "reverse"];
/** Refused rows that are looked at together. */
const REFUSED = 1_000;

export class Operators {
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
    this.#often(0.4, 3, async () => await this.#reconcile());
    if (this.#world.failingRows !== null || this.#cast.losesObjects)
      this.#acts.start(async () => await this.#replay());
    this.#often(0.3, 4, async () => await this.#move());
    // What they say by themselves nothing proves, should its owner be put back.
    if (this.#cast.losesObjects) return;
    this.#often(0.5, 6, async () => await this.#credit());
    this.#often(0.3, 3, async () => await this.#setTier());
  }

  /** REPORTS has gone back: all objects that there may be are woken, and books make their heads known again. */
  databaseWentBack(): void {
    this.#acts.start(async () => {
      await this.#until(async () => await this.#wakeAll());
      for (let index = 0; index < this.#cast.books; index += 1)
        await surely(this.#world, "ACCOUNT_BOOK", `${PROGRAM}/${index}`).announceHeads();
    });
  }

  /** Has those woken that D1 does not list, as one whose first alarm was lost: the cron does not know them. */
  wakeUnlisted(): void {
    this.#acts.start(async () => {
      await this.#until(async () => {
        const listed = await calledObjects(this.#env, [this.#program]);
        const names = new Set(
          listed.flatMap(({ binding, called }) => called.map(({ name }) => binding + name)),
        );
        return await this.#wakeAll((binding, name) => !names.has(binding + name));
      });
    });
  }

  /** @returns null where one of them could not be woken. */
  async #wakeAll(isMeant: (binding: string, name: string) => boolean = () => true): Promise<true | null> {
    const classes = await allObjects(this.#env, this.#program);
    for (const { binding, called } of classes) {
      const known = new Set(called.map(({ name }) => name));
      const grown =
        binding === "REFERRAL_TREE" || binding === "NOTIFIER" || binding === "WEBHOOK_ENDPOINT"
          ? []
          : this.#cast.ledgers.filter((name) => !known.has(name));
      const others = grown.map((name) => ({ name, objects: this.#cast.objects }));
      const meant = [...called, ...others].filter(({ name }) => isMeant(binding, name));
      const { failed } = await wakeObjects(this.#env, { binding, called: meant });
      if (failed.length > 0) return null;
    }
    return true;
  }

  /** In some worlds, a few times at any time. */
  #often(share: number, most: number, work: () => Promise<void>): void {
    for (let times = this.#chance.hits(share) ? this.#chance.between(1, most) : 0; times > 0; times -= 1) {
      this.#acts.start(async () => {
        await this.#world.scheduler.sleep(this.#chance.between(0, 2 * this.#cast.activeMs));
        await work();
      });
    }
  }

  /** Where nothing was put back no run finds a difference, whatever goes wrong meanwhile. */
  async #reconcile(): Promise<void> {
    const { losesObjects } = this.#cast;
    const { over: overBefore } = this.#cast.orderMoves;
    const repair = losesObjects && this.#chance.hits(0.5) ? "an operator's word" : undefined;
    const run = await this.#until(
      async () => await reconciled(this.#world, this.#env, this.#program, repair),
    );
    const mayDiffer =
      losesObjects || this.#world.failingRows !== null || this.#world.faults.counts.databasesPutBack > 0;
    if (run === "lost" || mayDiffer) return;
    // An order that moves meanwhile is read at both ledgers, or at neither. A growth in CONFIG tells the service; slots move without one here.
    const areMoving = this.#cast.orderMoves.begun > overBefore;
    const found = run.differences.filter(({ kind }) => !areMoving || kind !== "ledger_and_journal");
    if (found.length > 0) this.#world.fail(`a reconciliation finds ${JSON.stringify(found.slice(0, 3))}`);
  }

  /** One of the orders that nobody earned: whoever is named first earns all of it, once. */
  async #credit(): Promise<void> {
    const open = [...this.#received.answered].filter((id) => !this.#received.credited.has(id));
    if (open.length === 0) return;
    const orderId = this.#chance.oneOf(open);
    if ((await this.#open(orderId)) === null) return;
    // At times two operators name somebody at once.
    const named = Array.from({ length: this.#chance.hits(0.4) ? 2 : 1 }, () =>
      this.#chance.oneOf<PromoterRef>(this.#cast.promoters),
    );
    await Promise.all(named.map(async (promoter) => await this.#creditTo(promoter, orderId)));
  }

  /** The order as it is now; null where somebody earned it. */
  async #open(orderId: string): Promise<OpenOrder | null> {
    const ledger = surely(this.#world, "COMMISSION_LEDGER", ledgerName(this.#program, orderId));
    const known = await ledger.received(orderId, slotOf(this.#program, "order", orderId));
    if (known === null || known.view.decision.attribution.credits.length > 0) return null;
    const { view, evidence } = known;
    const found = foundAtFirst(view.order, view.decision);
    const amending = amendmentInForce(view.events);
    const amended = amending === undefined ? {} : { amending };
    return { order: view.order, evidence, knownByMs: view.firstReceivedAtMs, ...found, ...amended };
  }

  async #creditTo(promoter: PromoterRef, orderId: string): Promise<void> {
    let open = await this.#open(orderId);
    if (open === null) return;
    const named = this.#received.named.get(orderId) ?? new Set();
    this.#received.named.set(orderId, named.add(promoter));
    const result = await this.#until(async () => {
      const program = await currentProgram(this.#env, PROGRAM, "proved");
      if (program === null || open === null) throw new Error("the program is unknown");
      const [one] = await creditOpen(this.#env, program, [open], { promoter, reason: "by hand" });
      if (one !== undefined && one.kind !== "unplanned") return one;
      // Amended meanwhile. Once somebody has earned it, its owner says so.
      open = (await this.#open(orderId)) ?? open;
      return null;
    });
    if (result.kind === "unknown" || result.kind === "unearned")
      return this.#world.fail(`a credit of ${orderId} was answered ${result.kind}`);
    const told = result.view.decision.attribution.credits[0]?.promoter ?? promoter;
    const before = this.#received.credited.get(orderId) ?? told;
    if (before !== told) this.#world.fail(`${orderId} is credited to ${before} and to ${told}`);
    this.#received.credited.set(orderId, told);
  }

  async #move(): Promise<void> {
    const known = [...this.#received.answered];
    if (known.length === 0) return;
    const orderId = this.#chance.oneOf(known);
    const eventId = `move-${this.#chance.between(1, 9)}`;
    const ledger = surely(this.#world, "COMMISSION_LEDGER", ledgerName(this.#program, orderId));
    const slot = slotOf(this.#program, "order", orderId);
    await ledger.move(orderId, eventId, this.#chance.oneOf(MOVES), "by hand", slot);
  }

  async #setTier(): Promise<void> {
    const promoter = this.#chance.oneOf<PromoterRef>(this.#cast.promoters);
    const { name } = this.#chance.oneOf(DEFAULT_TIER_PLAN.tiers);
    await surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOf(promoter)).setTier(promoter, name);
  }

  /** Sends what was refused again, until all has been taken once the world has healed. */
  async #replay(): Promise<void> {
    for (let passes = 0; passes < 16; passes += 1) {
      await this.#world.scheduler.sleep(this.#chance.between(HOUR_MS / 2, 2 * HOUR_MS));
      let found = 0;
      for (const name of this.#cast.ledgers) {
        const ledger = surely(this.#world, "COMMISSION_LEDGER", name);
        const rows = await ledger.refusedRows({ pair: 0, seq: 0 }, REFUSED);
        const commissions = new Map(rows.map((row) => [keyText(row), row]));
        for (const { slot, orderId, credit, level } of commissions.values())
          await ledger.replayRefused({ slot, orderId, credit, level });
        found += rows.length;
      }
      if (found === 0 && this.#world.faults.isHealed && passes > 8) return;
    }
  }

  async #until<T>(work: () => Promise<T | null>): Promise<T> {
    return await untilAnswered(this.#world, this.#chance, work);
  }
}

function keyText({ orderId, credit, level }: CommissionKey): string {
  return `${orderId} ${credit} ${level}`;
}
