/** A ledger whose slots may move to another one while orders come: none is lost, doubled or refused by a move. */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { logError } from "../../object/log.ts";
import { LedgerWitness } from "../ledger-witness.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
import { ArrivedSumsStorage } from "./arrived-sums-storage.ts";
import { ArrivingSlots, type MoveRow } from "./arriving-slots.ts";
import { Forwarding, type OtherLedger } from "./forwarding.ts";
import { LeavingSlots, type MoveStep } from "./leaving-slots.ts";
import { ownsSlot } from "./own-slots.ts";
import { SlotIndexStorage } from "./slot-index-storage.ts";
import { SlotMoveStorage } from "./slot-move-storage.ts";

/** Orders compared at once with another ledger. */
const PAGE = 1_000;
/** Parts of a move in one call. */
const PARTS_PER_CALL = 20;

export abstract class MovingLedger extends LedgerWitness {
  protected readonly leaving: LeavingSlots;
  protected readonly forwarding: Forwarding;
  readonly #arriving: ArrivingSlots;
  readonly #moves: SlotMoveStorage;
  readonly #index: SlotIndexStorage;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, schema);
    const { sql } = ctx.storage;
    this.#moves = new SlotMoveStorage(sql);
    this.#index = new SlotIndexStorage(sql);
    this.leaving = new LeavingSlots(this.#moves, this.#index, this.messages);
    this.#arriving = new ArrivingSlots({
      moves: this.#moves,
      arrived: new ArrivedSumsStorage(sql),
      readModel: new ReadModelStorage(sql),
      outbox: this.messages,
      place: this.place,
    });
    this.forwarding = new Forwarding(
      this.leaving,
      env.COMMISSION_LEDGER,
      async (ledger) => await this.sendTo("ledger", ledger),
    );
  }

  /**
   * Goes on with the move of a slot to another ledger, by some parts. A repeat does what is left.
   *
   * @param objects books of the program.
   */
  async moveSlot(slot: number, ledger: string, objects: number): Promise<MoveStep> {
    this.place.keepObjects(objects);
    let step = this.#moveStep(slot, ledger);
    for (let part = 1; step.kind === "moving" && part < PARTS_PER_CALL; part += 1) {
      await this.sendTo("ledger", ledger);
      const next = this.#moveStep(slot, ledger);
      const isStuck = next.kind === "moving" && !next.isNew;
      step = next;
      if (isStuck) break;
    }
    return step;
  }

  #moveStep(slot: number, ledger: string): MoveStep {
    const step = this.transaction((): MoveStep => {
      const isHere = this.leaving.has(slot) || this.#ownsSlot(slot);
      return isHere ? this.leaving.step(slot, ledger, Date.now()) : { kind: "waits", reason: "not_here" };
    });
    this.arm();
    return step;
  }

  /** Orders, of those that wait for their decision, whose slot an earlier version of the code did not keep. */
  unplacedOrders(): string[] {
    return this.#index.unplaced(PAGE);
  }

  placeOrders(orders: readonly { readonly orderId: string; readonly slot: number }[]): void {
    this.transaction(() => this.#index.place(orders));
  }

  /** Slots that came from a ledger. */
  slotsFrom(sender: string): ReturnType<ArrivingSlots["from"]> {
    return this.#arriving.from(sender);
  }

  /** Those of the orders that this ledger has or has had. */
  knownOrders(orderIds: readonly string[]): string[] {
    return this.#arriving.known(orderIds);
  }

  /** Those of the orders that are here, or would be if they were not lost. */
  protected ownOrders(orders: readonly { readonly orderId: string; readonly slot: number }[]): Set<string> {
    const known = this.#moves.whereabouts(orders.map(({ orderId }) => orderId));
    const isOwn = ({ orderId, slot }: (typeof orders)[number]) => {
      const moved = known.get(orderId)?.moved;
      return moved === undefined ? this.#ownsSlot(slot) : moved < 2;
    };
    return new Set(orders.filter(isOwn).map(({ orderId }) => orderId));
  }

  #ownsSlot(slot: number): boolean {
    return ownsSlot(slot, this.place, this.leaving, this.#arriving);
  }

  protected takeMove(row: MoveRow, sender: string): void {
    this.#arriving.apply(row, sender);
  }

  protected moveRows(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
    return this.leaving.rows(messages, this.place.books().objects);
  }

  /** This ledger was put back: another one may have taken slots of it since. */
  protected async askLedgers(): Promise<void> {
    try {
      const names = await knownNames(this.env.REPORTS, this.place.programId, "ledger");
      const others = names.filter((name) => name !== this.place.name);
      this.transaction(() => this.messages.open("ledger", others));
      this.startAsking();
    } catch (error) {
      logError("ledgers_not_asked", error);
    }
  }

  /** What another ledger has taken of this one, which may have been put back to before that. */
  protected async relearn(ledger: string): Promise<void> {
    const other: OtherLedger = this.forwarding.named(ledger);
    const slots = await other.slotsFrom(this.place.name);
    if (slots.length === 0) return;
    this.transaction(() => this.leaving.relearn(ledger, slots));
    const taken = new Set(slots.map(({ slot }) => slot));
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = this.#moves.ordersHere(after, PAGE);
      const asked = page.filter(({ slot }) => slot !== null && taken.has(slot));
      const there = new Set(await other.knownOrders(asked.map(({ orderId }) => orderId)));
      const gone = asked.filter(({ orderId }) => there.has(orderId)).map(({ row }) => row);
      this.transaction(() => this.leaving.haveGone(gone));
      after = page.length < PAGE ? undefined : page.at(-1)?.row;
    }
  }
}
