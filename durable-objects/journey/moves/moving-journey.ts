/** A Journey whose slots may move to another one while customers come: nothing that is known of one is lost or doubled. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import { Owner } from "../../delivery/owner.ts";
import type { LogMark } from "../../delivery/lives.ts";
import type { Pair } from "../../delivery/pair.ts";
import type { JourneyRow } from "../../delivery/rows.ts";
import type { Forwarding } from "../../moves/forwarding.ts";
import type { LeavingSlots, MoveStep, Placed } from "../../moves/leaving-slots.ts";
import type { LeftSlotsStorage, TakenSlot } from "../../moves/left-slots-storage.ts";
import { SlotMoves } from "../../moves/slot-moves.ts";
import { logError } from "../../object/log.ts";
import { objectNamed } from "../../object/object-named.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { CustomerStorage } from "../customer-storage.ts";
import { CustomerMoveStorage } from "./customer-move-storage.ts";
import { CUSTOMER_MOVES, MovedCustomers } from "./moved-customers.ts";

/** Another Journey, as this one calls it. */
type OtherJourney = ReturnType<Env["JOURNEY"]["getByName"]>;

export abstract class MovingJourney extends Owner {
  protected readonly customers: CustomerStorage;
  protected readonly moved: MovedCustomers;
  protected readonly leaving: LeavingSlots;
  protected readonly forwarding: Forwarding<OtherJourney>;
  protected readonly slots: LeftSlotsStorage;
  readonly #slotMoves: SlotMoves<OtherJourney>;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, "journey", schema);
    const { sql, kv } = ctx.storage;
    this.customers = new CustomerStorage(sql);
    this.moved = new MovedCustomers(new CustomerMoveStorage(sql), this.customers, kv);
    this.#slotMoves = new SlotMoves<OtherJourney>({
      sql,
      place: this.place,
      outbox: this.messages,
      things: this.moved,
      messages: CUSTOMER_MOVES,
      named: (journey) => objectNamed(env.JOURNEY, journey),
      transaction: (work) => this.transaction(work),
      arm: () => this.arm(),
      sendTo: async (receiverClass, journey) => await this.sendTo(receiverClass, journey),
    });
    this.leaving = this.#slotMoves.leaving;
    this.forwarding = this.#slotMoves.forwarding;
    this.slots = this.#slotMoves.slots;
  }

  /** Promoters to whom anybody was ever bound, by number after one. */
  boundTo(after: PromoterRef | 0, limit: number): PromoterRef[] {
    return this.customers.boundTo(after, limit);
  }

  /** Customers bound to a promoter now. */
  boundCustomers(promoter: PromoterRef): number {
    return this.customers.boundCustomers(promoter);
  }

  /**
   * Goes on with the moves of slots to another Journey, by some parts. A repeat does what is left.
   *
   * @param objects Journeys that the program was made with.
   * @param slotKey the program's key of slots.
   */
  async moveSlots(
    slots: readonly number[],
    journey: string,
    objects: number,
    slotKey: string,
  ): Promise<MoveStep[]> {
    this.place.keepObjects(objects);
    this.moved.keepSlotKey(slotKey);
    return await this.#slotMoves.move(slots, journey);
  }

  /** Slots that came from a Journey; null where none has. */
  slotsFrom(sender: string): { readonly slotKey: string; readonly slots: readonly TakenSlot[] } | null {
    const slots = this.slots.takenFrom(sender);
    return slots.length === 0 ? null : { slotKey: this.moved.slotKey, slots };
  }

  /** Those of the customers that this Journey has or has had. */
  knownCustomers(customerIds: readonly string[]): string[] {
    return this.moved.known(customerIds);
  }

  /** Where a customer belongs. */
  protected placed(customerId: string): Placed {
    return { id: customerId, slot: this.leaving.isEmpty ? undefined : this.moved.slotOf(customerId) };
  }

  protected moveRows(messages: readonly Numbered<MessageTo<"journey">>[]): JourneyRow[] {
    return this.moved.rows(messages);
  }

  protected override async rejoin(pair: Pair, last: LogMark): Promise<void> {
    if (pair.receiverClass === "journey") await this.#relearn(pair.receiver);
    await super.rejoin(pair, last);
  }

  /** Another Journey may have taken slots of this one since. @throws where D1 does not say which: the next wake asks again. */
  protected override async wasPutBack(): Promise<void> {
    try {
      await this.#slotMoves.openOthers(this.env.REPORTS);
      this.startAsking();
    } catch (error) {
      logError("journeys_not_asked", error);
      throw error;
    }
  }

  async #relearn(journey: string): Promise<void> {
    const other = this.forwarding.named(journey);
    const taken = await other.slotsFrom(this.place.name);
    if (taken === null) return;
    this.moved.keepSlotKey(taken.slotKey);
    await this.#slotMoves.relearn(
      journey,
      taken.slots,
      async (customerIds) => await other.knownCustomers(customerIds),
      (after, limit) => this.moved.here(after, limit),
    );
  }
}
