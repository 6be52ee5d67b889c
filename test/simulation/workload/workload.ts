/**
 * What merchants, promoters and operators do in a simulated world, all at once. Everyone repeats a call until it is
 * answered.
 */
import type { Chance } from "../../support/chance.ts";
import type { World } from "../platform/world.ts";
import { Acts } from "./acts.ts";
import { Cast } from "./cast.ts";
import { Merchants } from "./merchants.ts";
import { Operators } from "./operators.ts";
import { OtherIds } from "./other-ids.ts";
import { Payees } from "./payees.ts";
import { Payouts } from "./payouts.ts";
import type { Size } from "./size.ts";
import { SlotMoves } from "./slot-moves.ts";
import type { StoredProgram } from "./program.ts";
import { nothingReceived } from "./received.ts";
import { Shop } from "./shop.ts";

export class Workload extends Cast {
  readonly received = nothingReceived();
  readonly #acts: Acts;
  readonly #merchants: Merchants;
  readonly #payouts: Payouts;
  readonly #slotMoves: SlotMoves;
  readonly payees: Payees;
  readonly #world: World;
  readonly #chance: Chance;
  #shop: Shop | null = null;
  #operators: Operators | null = null;

  constructor(world: World, chance: Chance, losesObjects: boolean, movesSlots: boolean, size: Size) {
    super(chance, losesObjects, movesSlots, size);
    this.#world = world;
    this.#chance = chance;
    this.#acts = new Acts(world, chance, size.activeMs);
    this.#merchants = new Merchants(world, chance, this, this.#acts, this.received, (slot) =>
      this.#slotMoves.happened(slot),
    );
    this.#payouts = new Payouts(world, chance, this, this.#acts, this.received);
    this.payees = new Payees(world, chance.branch(), this, this.#acts);
    this.#slotMoves = new SlotMoves(world, chance, this, this.#acts, this.received);
  }

  get isDone(): boolean {
    return this.#acts.isDone;
  }

  /** The program is there: a merchant leaves its decisions to the service. */
  open(program: StoredProgram): void {
    this.#shop = new Shop(this.#world, this.#chance.branch(), this, this.#acts, this.received, program);
    const chance = this.#chance.branch();
    this.#operators = new Operators(this.#world, chance, this, this.#acts, this.received, program);
  }

  /** Checkouts tell some payments by other ids than their orders'. */
  startOtherIds(chance: Chance): void {
    new OtherIds(this.#world, chance, this, this.#acts, this.received).start();
  }

  start(): void {
    this.#shop?.start();
    for (const orderId of this.orderIds) this.#acts.start(async () => await this.#merchants.order(orderId));
    for (const promoter of this.promoters) {
      this.#acts.start(async () => await this.#payouts.adjust(promoter));
      this.#acts.start(async () => await this.#payouts.payOut(promoter));
    }
    this.payees.start();
    this.#operators?.start();
    for (const operator of ["first", "second"])
      this.#acts.start(async () => await this.#payouts.openBatches(operator));
    if (this.movesSlots) this.#slotMoves.start();
  }

  /** Somebody acts for a customer: its slot may move at the same time. */
  concerns(customerId: string): void {
    this.#slotMoves.concerns(customerId);
  }

  /** D1 has lost what it knew of orders, heads of journals and objects. */
  databaseWentBack(): void {
    this.#operators?.databaseWentBack();
  }

  /** An operator has all objects woken that D1 does not list. */
  wakeUnlisted(): void {
    this.#operators?.wakeUnlisted();
  }

  /** A ledger has lost its newest orders and events: their merchants tell all that they told it. */
  tellAgain(ledger: string): void {
    this.#merchants.tellAgain(ledger);
    this.#shop?.tellAgain(ledger);
  }
}
