/** The desks of a CommissionLedger over storage in memory, without the object around them. */
import { Effects } from "../../durable-objects/commission-ledger/effects.ts";
import { LateDesk } from "../../durable-objects/commission-ledger/late-orders/late-desk.ts";
import {
  LateOrderStorage,
  NO_EVIDENCE,
} from "../../durable-objects/commission-ledger/late-orders/late-order-storage.ts";
import { LinkDesk } from "../../durable-objects/commission-ledger/links/link-desk.ts";
import { LinkStorage } from "../../durable-objects/commission-ledger/links/link-storage.ts";
import { LEDGER_TABLES } from "../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { OrderDesk } from "../../durable-objects/commission-ledger/order-desk.ts";
import { OrderStorage, type ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";
import { PageOrders } from "../../durable-objects/commission-ledger/page-orders/page-orders.ts";
import { ReadModelStorage } from "../../durable-objects/commission-ledger/read-model/read-model-storage.ts";
import { OUTBOX_SCHEMA } from "../../durable-objects/delivery/outbox-schema-storage.ts";
import { OutboxStorage } from "../../durable-objects/delivery/outbox-storage.ts";
import type { Message } from "../../durable-objects/delivery/messages.ts";
import { ProgramPlace } from "../../durable-objects/object/program-place.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import { memorySql } from "./memory-sql.ts";

const NAME = "shop/0";

interface Naming {
  readonly name?: string;
}

export class MemoryLedger {
  readonly late: LateOrderStorage;
  readonly orders: OrderDesk;
  readonly desk: LateDesk;
  readonly links: LinkDesk;
  readonly #storage: OrderStorage;
  readonly #readModel: ReadModelStorage;
  readonly #outbox: OutboxStorage;

  /** @param posted how far a book had brought the commissions of an order, before it was lost and told again. */
  constructor(posted: ConstructorParameters<typeof OrderDesk>[4] = () => [], { name = NAME }: Naming = {}) {
    const sql = memorySql(...LEDGER_TABLES.steps, OUTBOX_SCHEMA);
    this.#storage = new OrderStorage(sql);
    this.#readModel = new ReadModelStorage(sql);
    this.#outbox = new OutboxStorage(sql, "one");
    this.late = new LateOrderStorage(sql);
    const ctx = { id: { name }, storage: { kv: new Map() } } as unknown as DurableObjectState;
    const pages = new PageOrders(this.#storage, sql);
    const place = new ProgramPlace(ctx);
    this.orders = new OrderDesk(this.#storage, this.late, pages, place, posted);
    this.desk = new LateDesk(this.#storage, this.late, pages, this.orders);
    this.links = new LinkDesk({
      orders: this.#storage,
      links: new LinkStorage(sql),
      late: this.late,
      desk: this.orders,
      place,
      separately: (work) => this.do(work),
      elsewhere: () => undefined,
    });
  }

  /** Does work as a call of the ledger would: what follows is written at its end. */
  do<Result>(work: (effects: Effects) => Result): Result {
    const effects = new Effects();
    const result = work(effects);
    effects.commit({ ledger: this.#storage, readModel: this.#readModel, outbox: this.#outbox });
    return result;
  }

  /** Everything that was told to anybody, in sequence for each receiver. */
  told(): Message[] {
    return this.#outbox
      .pairs()
      .flatMap(({ pair }) => this.#outbox.messagesAfter(pair, 0, 10_000).map(({ message }) => message));
  }

  /** The same of some types alone. */
  toldOf<Type extends Message["type"]>(...types: readonly Type[]): Extract<Message, { type: Type }>[] {
    const isOf = (message: Message): message is Extract<Message, { type: Type }> =>
      types.some((type) => type === message.type);
    return this.told().filter(isOf);
  }
}

export function proposed(order: Order, decision: Decision, more: Partial<ProposedOrder> = {}): ProposedOrder {
  const journey = order.customerId === undefined ? null : NAME;
  return { order, slot: 0, journey, decision, evidence: NO_EVIDENCE, ...more };
}
