/** A ledger whose slots may move to another one while orders come: none is lost, doubled or refused by a move. */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { soonest } from "../../object/alarm.ts";
import { logError } from "../../object/log.ts";
import { objectNamed } from "../../object/object-named.ts";
import { LedgerWitness } from "../ledger-witness.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { Forwarding } from "../../moves/forwarding.ts";
import type { LeavingSlots, MoveStep } from "../../moves/leaving-slots.ts";
import type { TakenSlot } from "../../moves/left-slots-storage.ts";
import { SlotMoves } from "../../moves/slot-moves.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
import { ArrivedSumsStorage } from "./arrived-sums-storage.ts";
import { ArrivingSlots, type MoveRow } from "./arriving-slots.ts";
import { MovedOrders, ORDER_MOVES } from "./moved-orders.ts";
import { SlotIndexStorage } from "./slot-index-storage.ts";
import { SlotMoveStorage } from "./slot-move-storage.ts";

/** Orders placed in one call. */
const PAGE = 1_000;

/** Under which a ledger keeps that it was put back, and has not asked the others yet. */
const TO_ASK = "ledgers_to_ask";
/** D1 did not say which others there are. */
const ASK_AGAIN_MS = 5_000;

/** Another ledger, as this one calls it. */
type OtherLedger = ReturnType<Env["COMMISSION_LEDGER"]["getByName"]>;

export abstract class MovingLedger extends LedgerWitness {
  protected readonly leaving: LeavingSlots;
  protected readonly forwarding: Forwarding<OtherLedger>;
  readonly #slotMoves: SlotMoves<OtherLedger>;
  readonly #orders: MovedOrders;
  readonly #arriving: ArrivingSlots;
  readonly #storage: SlotMoveStorage;
  readonly #index: SlotIndexStorage;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, schema);
    const { sql } = ctx.storage;
    this.#storage = new SlotMoveStorage(sql);
    this.#index = new SlotIndexStorage(sql);
    this.#orders = new MovedOrders(this.#storage, this.#index);
    this.#slotMoves = new SlotMoves<OtherLedger>({
      sql,
      place: this.place,
      outbox: this.messages,
      things: this.#orders,
      messages: ORDER_MOVES,
      named: (ledger) => objectNamed(env.COMMISSION_LEDGER, ledger),
      transaction: (work) => this.transaction(work),
      arm: () => this.arm(),
      sendTo: async (receiverClass, ledger) => await this.sendTo(receiverClass, ledger),
    });
    this.leaving = this.#slotMoves.leaving;
    this.forwarding = this.#slotMoves.forwarding;
    this.#arriving = new ArrivingSlots({
      slots: this.#slotMoves.slots,
      moves: this.#storage,
      arrived: new ArrivedSumsStorage(sql),
      readModel: new ReadModelStorage(sql),
      outbox: this.messages,
      place: this.place,
    });
  }

  /**
   * Goes on with the moves of slots to another ledger, by some parts. A repeat does what is left.
   *
   * @param objects books of the program.
   */
  async moveSlots(slots: readonly number[], ledger: string, objects: number): Promise<MoveStep[]> {
    this.place.keepObjects(objects);
    return await this.#slotMoves.move(slots, ledger);
  }

  /** Orders, of those that wait for their decision, whose slot an earlier version of the code did not keep. */
  unplacedOrders(): string[] {
    return this.#index.unplaced(PAGE);
  }

  placeOrders(orders: readonly { readonly orderId: string; readonly slot: number }[]): void {
    this.transaction(() => this.#index.place(orders));
  }

  /** Slots that came from a ledger. */
  slotsFrom(sender: string): TakenSlot[] {
    return this.#slotMoves.slots.takenFrom(sender);
  }

  /** Those of the orders that this ledger has or has had. */
  knownOrders(orderIds: readonly string[]): string[] {
    return this.#arriving.known(orderIds);
  }

  /** Those of the orders that are here, or would be if they were not lost. */
  protected ownOrders(orders: readonly { readonly orderId: string; readonly slot: number }[]): Set<string> {
    const known = this.#storage.whereabouts(orders.map(({ orderId }) => orderId));
    const isOwn = ({ orderId, slot }: (typeof orders)[number]) => {
      const moved = known.get(orderId)?.moved;
      return moved === undefined ? this.#slotMoves.owns(slot) : moved < 2;
    };
    return new Set(orders.filter(isOwn).map(({ orderId }) => orderId));
  }

  protected takeMove(row: MoveRow, sender: string): void {
    this.#arriving.apply(row, sender);
  }

  protected moveRows(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
    return this.#orders.rows(messages, this.place.books().objects);
  }

  protected override async work(): Promise<void> {
    await this.#askOthers();
    await super.work();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const isToAsk = this.ctx.storage.kv.get<boolean>(TO_ASK) === true;
    return soonest(isToAsk ? nowMs + ASK_AGAIN_MS : null, super.nextWorkAtMs(nowMs));
  }

  /**
   * This ledger was put back: another one may have taken slots of it since, and books of a growth heard of it. It asks until
   * it knows of all that may: an order that another one has would be decided again here.
   */
  protected async askLedgers(): Promise<void> {
    this.noteWentBack();
    this.ctx.storage.kv.put(TO_ASK, true);
    this.arm();
    await this.#askOthers();
  }

  async #askOthers(): Promise<void> {
    const { kv } = this.ctx.storage;
    if (kv.get<boolean>(TO_ASK) !== true) return;
    try {
      await this.#slotMoves.openOthers(this.env.REPORTS);
      const books = await knownNames(this.env.REPORTS, this.place.programId, "book");
      this.transaction(() => {
        this.messages.open("book", books);
        kv.delete(TO_ASK);
      });
      this.startAsking();
    } catch (error) {
      logError("ledgers_not_asked", error);
    }
  }

  /** What another ledger has taken of this one, which may have been put back to before that. */
  protected async relearn(ledger: string): Promise<void> {
    const other = this.forwarding.named(ledger);
    await this.#slotMoves.relearn(
      ledger,
      await other.slotsFrom(this.place.name),
      async (orderIds) => await other.knownOrders(orderIds),
      (after, limit) => this.#storage.ordersHere(after, limit),
    );
  }
}
