/**
 * What every owner of state is. It takes numbered rows, each once and in turn, and tells others what follows by an outbox
 * of its own. Rows are written with their cause and sent afterwards, again and again until they are acknowledged.
 */
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { keepCondition } from "../../worker/read-models/object-conditions.tables.ts";
import type { Schema } from "../object/schema-storage.ts";
import { type WakeAnswer, WakingObject } from "../object/waking-object.ts";
import { withinAMoment } from "../object/within-a-moment.ts";
import { type Receiver, takeDelivery } from "./inbox.ts";
import { Condition } from "./condition.ts";
import { ConditionStorage } from "./condition-storage.ts";
import { DELIVERY_TABLES } from "./delivery-schema-storage.ts";
import { InboxStorage } from "./inbox-storage.ts";
import { type LogMark, nameLife } from "./lives.ts";
import { requireKnown } from "./known-rows.ts";
import type { MessageTo, Numbered, ReceiverClass } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import { OutboxStorage } from "./outbox-storage.ts";
import type { Pair } from "./pair.ts";
import { deliverTo } from "./receivers.ts";
import type { Delivery, DeliveryAnswer, RowsOf, Taken } from "./rows.ts";

/** Completes messages of one class with what the sender's own tables say. */
export type Complete<Class extends ReceiverClass> = (
  messages: readonly Numbered<MessageTo<Class>>[],
) => readonly RowsOf[Class][];

/** The classes that an owner tells anything, each with what completes its messages. */
export type Completions = { readonly [Class in ReceiverClass]?: Complete<Class> };

export abstract class Owner extends WakingObject {
  /** Of this object since it last began: a name that no other life has. */
  protected readonly life = nameLife();
  protected readonly inbox: InboxStorage;
  protected readonly messages: OutboxStorage;
  readonly #class: ObjectClass;
  readonly #outbox: Outbox;
  readonly #condition: Condition;
  #isWoken = false;

  constructor(ctx: DurableObjectState, env: Env, ownClass: ObjectClass, schema: Schema) {
    super(ctx, env, ownClass, [schema, DELIVERY_TABLES]);
    this.#class = ownClass;
    this.inbox = new InboxStorage(ctx.storage.sql);
    this.messages = new OutboxStorage(ctx.storage.sql, this.life);
    this.#outbox = new Outbox(this.messages, {
      now: () => Date.now(),
      send: async (pair, messages) => await this.#send(pair, messages),
      answered: (work) => {
        this.transaction(work);
        this.#condition.changed();
        this.arm();
      },
      taken: (pair, answer, messages) => this.taken(pair, answer, messages),
      rejoin: async (pair, last) => await this.rejoin(pair, last),
      rearm: () => this.arm(),
    });
    this.#condition = new Condition({
      kv: ctx.storage.kv,
      storage: new ConditionStorage(ctx.storage.sql),
      unprojected: () => this.unprojected(),
      waitingEvents: () => this.waitingEventCount(),
      announce: async (condition) =>
        await keepCondition(env.REPORTS, {
          className: ownClass,
          object: this.place.name,
          ...condition,
          announcedAtMs: Date.now(),
        }),
    });
  }

  override async wake(objects: number, knownWakes?: number): Promise<WakeAnswer> {
    this.place.keepObjects(objects);
    await this.#outbox.ask();
    this.#isWoken = true;
    return await super.wake(objects, knownWakes);
  }

  protected override reportsWentBack(): void {
    this.#condition.sayAgain();
  }

  /** What completes the messages of each class that this owner tells. None, while it tells nobody anything. */
  protected completions(): Completions {
    return {};
  }

  /** A receiver has taken messages. Runs in the transaction that acknowledges them. */
  protected taken(_pair: Pair, _answer: Taken, _messages: readonly Numbered[]): void {}

  /**
   * Has a pair go on behind what its receiver has: one of the two was put back to an earlier moment. What was not
   * acknowledged is told again, under new numbers: receivers other than books take it twice without harm.
   */
  protected async rejoin({ pair, receiver }: Pair, last: LogMark): Promise<void> {
    this.transaction(() => this.messages.append(receiver, this.messages.rejoin(pair, last)));
  }

  protected override async work(): Promise<void> {
    this.messages.refreshOpenPairs();
    await this.#outbox.flush();
  }

  protected override async afterWork(): Promise<void> {
    // Not before: how the alarm stood would have been judged with this work of now.
    if (this.#isWoken) this.#condition.ask();
    this.#isWoken = false;
    await this.#condition.run();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const retryAtMs = this.#outbox.nextRetryAtMs();
    const sendAtMs = retryAtMs === null ? null : Math.max(retryAtMs, nowMs + GATHER_MS);
    return soonest(sendAtMs, this.#condition.nextMs(nowMs));
  }

  /** Orders of which the read model is still to be written. */
  protected unprojected(): number {
    return 0;
  }

  /** Events of orders that have not come. */
  protected waitingEventCount(): number {
    return 0;
  }

  /** Takes a delivery in one transaction. */
  protected take<Row extends { readonly seq: number }>(
    delivery: Delivery<Row>,
    receiver: Omit<Receiver<Row>, "atomically">,
  ): DeliveryAnswer {
    const atomically = <Result>(work: () => Result) => this.transaction(work);
    const begin = (rows: readonly Row[]) => {
      requireKnown(this.#class, rows);
      return receiver.begin(rows);
    };
    return this.transaction(() => takeDelivery(this.inbox, delivery, { ...receiver, begin, atomically }));
  }

  /** Sends what waits, and leaves the alarm behind in case this object dies first. */
  protected startSending(): void {
    this.arm();
    this.ctx.waitUntil(this.#outbox.flush());
  }

  /** Has what follows from an answer sent once the transaction that acknowledges it is over. */
  protected goOnSending(): void {
    this.arm();
    this.ctx.waitUntil(Promise.resolve().then(async () => await this.#outbox.flush()));
  }

  /** Asks every receiver what it has, to notice what this object does not know any more. */
  protected startAsking(): void {
    this.arm();
    this.ctx.waitUntil(this.#outbox.ask());
  }

  /** Asks a receiver what it has, and resolves when it has what waits for it, or after a moment. Starts no pair. */
  protected async settled(receiverClass: ReceiverClass, receiver: string): Promise<void> {
    this.arm();
    const known = this.messages
      .pairs()
      .find((pair) => pair.receiverClass === receiverClass && pair.receiver === receiver);
    if (known !== undefined) await withinAMoment(this.#outbox.askOf(known.pair));
  }

  /** Receivers of a class that have not said yet, since this object began, that they have its log. */
  protected unheard(receiverClass: ReceiverClass): string[] {
    return this.messages
      .pairs()
      .filter((pair) => pair.receiverClass === receiverClass && !this.#outbox.isAgreed(pair.pair))
      .map(({ receiver }) => receiver);
  }

  /** Sends what waits for one receiver, and resolves when it has landed. */
  protected async sendTo(receiverClass: ReceiverClass, receiver: string): Promise<void> {
    this.arm();
    await this.#outbox.flushTo(this.transaction(() => this.messages.pairWith(receiverClass, receiver)));
  }

  /** Resolves when receivers have what they were told by now, or after a moment. Starts no pair. */
  protected async heard(receiverClass: ReceiverClass, receivers: ReadonlySet<string>): Promise<void> {
    const own = this.messages
      .openPairs()
      .filter((pair) => pair.receiverClass === receiverClass && receivers.has(pair.receiver));
    await Promise.all(own.map(async ({ pair }) => await this.#outbox.heard(pair)));
  }

  /** Has what a receiver was told compared with what it has, and set right. */
  protected async compareWith(receiverClass: ReceiverClass, receiver: string): Promise<void> {
    this.transaction(() => this.messages.open(receiverClass, [receiver]));
    const known = this.messages
      .pairs()
      .find((pair) => pair.receiver === receiver && pair.receiverClass === receiverClass);
    invariant(known !== undefined, "a pair that was opened is there");
    await this.#outbox.compare(known.pair);
    this.startSending();
  }

  async #send(
    { pair, receiverClass, receiver, lastSeq }: Pair,
    messages: readonly Numbered[],
  ): Promise<DeliveryAnswer> {
    // The class of a pair is that of its messages: they were appended by it.
    const complete = this.completions()[receiverClass] as Complete<ReceiverClass> | undefined;
    invariant(complete !== undefined, "an owner tells only whom it completes messages for");
    const from = { class: this.#class, name: this.place.name };
    const rows = complete(messages);
    const after = this.messages.markAt(pair, (messages[0]?.seq ?? lastSeq + 1) - 1);
    const lastOfThese = messages.at(-1)?.seq ?? after.seq;
    const lives = this.messages.livesBetween(pair, after.seq, lastOfThese);
    const retold = this.messages.refused.retoldBetween(pair, after.seq + 1, lastOfThese);
    const marks = retold.length === 0 ? {} : { retold };
    return await deliverTo(this.env, receiverClass, receiver, { from, after, lives, rows, ...marks });
  }
}
