/** A ledger whose slots may move to another one while orders come: none is lost, doubled or refused by a move. */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { GATHER_MS, soonest } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import { logError } from "../../object/log.ts";
import type { WakeAnswer } from "../../object/waking-object.ts";
import { objectNamed } from "../../object/object-named.ts";
import { LedgerWitness } from "../ledger-witness.ts";
import { OrderStorage } from "../order-storage.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { Pair } from "../../delivery/pair.ts";
import type { Taken } from "../../delivery/rows.ts";
import type { Forwarding } from "../../moves/forwarding.ts";
import type { LeavingSlots, MoveStep } from "../../moves/leaving-slots.ts";
import type { TakenSlot } from "../../moves/left-slots-storage.ts";
import { SlotMoves } from "../../moves/slot-moves.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
import { ArrivedSumsStorage } from "./arrived-sums-storage.ts";
import type { SoldOrder } from "./sold-storage.ts";
import { ComparedLedgers } from "./compared-ledgers.ts";
import { ArrivingSlots } from "./arriving-slots.ts";
import { MovedOrders, ORDER_MOVES } from "./moved-orders.ts";
import { SlotIndexStorage } from "./slot-index-storage.ts";
import { SlotMoveStorage } from "./slot-move-storage.ts";

/** Orders placed in one call. */
const PAGE = 1_000;

/** Under which a ledger keeps that it was put back, and has not asked the others yet. */
const TO_ASK = "ledgers_to_ask";
/** Under which it keeps until when each wake asks for others: one may not be listed yet, and says daily that it is there. */
const TO_ASK_UNTIL = "ledgers_to_ask_until";
const ASKED_FOR_MS = 2 * 86_400_000;
/** D1 did not say which others there are. */
const ASK_AGAIN_MS = 5_000;

/** Another ledger, as this one calls it. */
type OtherLedger = ReturnType<Env["COMMISSION_LEDGER"]["getByName"]>;

export abstract class MovingLedger extends LedgerWitness {
  protected readonly leaving: LeavingSlots;
  protected readonly forwarding: Forwarding<OtherLedger>;
  readonly #slotMoves: SlotMoves<OtherLedger>;
  readonly #orders: MovedOrders;
  protected readonly arriving: ArrivingSlots;
  readonly #compared: ComparedLedgers<OtherLedger>;
  readonly #comparing = new Backoff("CommissionLedger.comparing", GATHER_MS);
  readonly #storage: SlotMoveStorage;
  readonly #index: SlotIndexStorage;
  /** How often it was to ask: what is said while it asks may be news that the answers lack. */
  #timesToAsk = 0;
  /** Since it began, it has a pair with each book of the program. */
  #knowsBooks = false;

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
      isSure: async () => await this.#areBooksHeard(),
      sendTo: async (receiverClass, ledger) => await this.sendTo(receiverClass, ledger),
    });
    this.leaving = this.#slotMoves.leaving;
    this.forwarding = this.#slotMoves.forwarding;
    this.arriving = new ArrivingSlots({
      slots: this.#slotMoves.slots,
      leaving: this.leaving,
      moves: this.#storage,
      arrived: new ArrivedSumsStorage(sql),
      orders: new OrderStorage(sql),
      readModel: new ReadModelStorage(sql),
      outbox: this.messages,
      place: this.place,
    });
    this.#compared = new ComparedLedgers<OtherLedger>({
      sql,
      kv: ctx.storage.kv,
      reports: env.REPORTS,
      place: this.place,
      outbox: this.messages,
      moves: this.#slotMoves,
      storage: this.#storage,
      transaction: (work) => this.transaction(work),
      named: (ledger) => objectNamed(env.COMMISSION_LEDGER, ledger),
      settled: async (book) => await this.settled("book", book),
      readBack: async (book) => await this.compareWith("book", book),
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
    return this.arriving.known(orderIds);
  }

  /** What this ledger's log says of the sales of orders. */
  soldOf(orderIds: readonly string[]): SoldOrder[] {
    return this.#compared.soldOf(orderIds);
  }

  /** Whether a book has answered all that this ledger told of orders that have gone. */
  async isAnswered(book: string): Promise<boolean> {
    return await this.#compared.isAnswered(book);
  }

  /** A ledger that gave slots to this one was put back: this one compares, by its alarm. */
  compareMoved(giver: string): void {
    this.transaction(() => this.#compared.compareMoved(giver));
    this.arm();
  }

  /** @throws while a book has not answered what others told of orders that came here: it would be posted again. */
  protected async requireGiversHeard(book: string): Promise<void> {
    this.transaction(() => this.#storage.supersedeRefused(Date.now()));
    if (await this.#compared.areGiversHeard(book)) return;
    throw new Error("books have yet to answer the ledgers that orders came from");
  }

  /** A book refused what an order that came here is to be brought to: it may lack what another ledger had told it. */
  protected compareRefused({ receiver }: Pair, { refused }: Taken): void {
    const lacks = refused.some(({ code }) => code === "insufficient_pending" || code === "insufficient_held");
    if (lacks && this.#slotMoves.slots.senders().length > 0) this.#compared.compareBook(receiver);
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

  /** Ledgers that had slots which are here, as far as this one can tell. */
  protected givers(): Set<string> {
    return this.#slotMoves.givers();
  }

  /** Sends an order that has left on to its ledger once more. */
  protected sendOn(row: number, slot: number): void {
    const receiver = this.leaving.receiverOf(slot);
    if (receiver !== null) this.leaving.sendAgain(receiver, [row], Date.now());
  }

  protected get movedOrders(): SlotMoveStorage {
    return this.#storage;
  }

  protected moveRows(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
    return this.#orders.rows(messages, this.place.books().objects);
  }

  protected override async work(): Promise<void> {
    await this.#askOthers();
    await super.work();
    await this.#comparing.attempt(async () => await this.#compared.run(Date.now()));
  }

  override async wake(objects: number, knownWakes?: number): Promise<WakeAnswer> {
    const { kv } = this.ctx.storage;
    if ((kv.get<number>(TO_ASK_UNTIL) ?? 0) > Date.now()) this.#toAsk();
    const answer = await super.wake(objects, knownWakes);
    this.ctx.waitUntil(this.#compared.remindGivers());
    return answer;
  }

  /** A ledger has taken slots of this one, which asks it where it does not know of that. It was put back, and nobody said so. */
  async gave(slots: readonly number[], ledger: string): Promise<void> {
    if (slots.every((slot) => this.leaving.receiverOf(slot) === ledger)) return;
    this.transaction(() => this.messages.open("ledger", [ledger]));
    await this.askLedgers();
  }

  /**
   * Whether books have this ledger's log. One that was put back may have told them more of an order than it knows, and whoever
   * took the order would tell it again. It reads back first.
   */
  async #areBooksHeard(): Promise<boolean> {
    if (this.#compared.isComparing) return false;
    if (!this.#knowsBooks) await this.#openBooks();
    await Promise.all(this.unheard("book").map(async (book) => await this.settled("book", book)));
    return this.unheard("book").length === 0;
  }

  /** Books that it may have told something which it does not know any more. */
  async #openBooks(): Promise<void> {
    const books = await knownNames(this.env.REPORTS, this.place.programId, "book");
    this.transaction(() => this.messages.open("book", books));
    this.#knowsBooks = true;
  }

  /** It may have given slots, and told nobody anything else. */
  protected override async wasPutBack(): Promise<void> {
    await this.askLedgers();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const isToAsk = this.ctx.storage.kv.get<boolean>(TO_ASK) === true;
    const askAtMs = isToAsk ? nowMs + ASK_AGAIN_MS : null;
    return soonest(askAtMs, this.#compared.nextMs(nowMs), super.nextWorkAtMs(nowMs));
  }

  /**
   * This ledger was put back: another one may have taken slots of it since, and books of a growth heard of it. It asks until
   * it knows of all that may: an order that another one has would be decided again here.
   */
  protected async askLedgers(): Promise<void> {
    this.noteWentBack();
    this.#toAsk();
    this.ctx.storage.kv.put(TO_ASK_UNTIL, Date.now() + ASKED_FOR_MS);
    this.arm();
    await this.#askOthers();
  }

  #toAsk(): void {
    this.#timesToAsk += 1;
    this.ctx.storage.kv.put(TO_ASK, true);
  }

  async #askOthers(): Promise<void> {
    const { kv } = this.ctx.storage;
    if (kv.get<boolean>(TO_ASK) !== true) return;
    const times = this.#timesToAsk;
    try {
      await this.#slotMoves.openOthers(this.env.REPORTS);
      await this.#openBooks();
      this.transaction(() => {
        if (this.#timesToAsk === times) kv.delete(TO_ASK);
      });
      this.startAsking();
    } catch (error) {
      logError("ledgers_not_asked", error);
    }
  }

  /** What another ledger has taken of this one, which may have been put back to before that. */
  protected async relearn(ledger: string): Promise<void> {
    await this.#compared.relearn(ledger);
    this.arm();
  }
}
