/**
 * Customers by slot: who each is bound to over time, the touches and visitors proved to be theirs, and the orders that
 * nobody earned. Several promoters bidding at once end in one binding; late evidence reaches its order exactly once.
 */
import { bindingsIn } from "../../domain/referral/binding-rule.ts";
import { FirstOrders } from "./paid-orders.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { Numbered } from "../delivery/messages.ts";
import type { Pair } from "../delivery/pair.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, JourneyRow, Taken } from "../delivery/rows.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { Announcer } from "../delivery/notify.ts";
import { announceBindings, bindingNews } from "./binding-news.ts";
import { bindAll } from "./bind-requests.ts";
import { CustomerBindings } from "./customer-bindings.ts";
import type {
  BindRequest,
  BindResult,
  CustomerEvidence,
  EvidenceQuery,
  IdentifyRequest,
  IdentifyResult,
  StoredCustomer,
} from "./journey-calls.ts";
import { JourneyEvidence } from "./journey-evidence.ts";
import { asTheyAre, lateForOrders } from "./complete-messages.ts";
import { joinedBy, JourneyJoins } from "./journey-joins.ts";
import { DeviceStorage } from "./device-storage.ts";
import { OrderDevices } from "./order-devices.ts";
import { ErasingStorage } from "./erasing-storage.ts";
import { EvidenceStorage } from "./evidence-storage.ts";
import { JOURNEY_TABLES } from "./journey-schema-storage.ts";
import { customerRowOf, type JourneyParts, journeyWork } from "./journey-work.ts";
import { MovingJourney } from "./moves/moving-journey.ts";
import { underPseudonyms } from "./under-pseudonyms.ts";
import { tellFailures } from "../object/tell-failures.ts";

export class Journey extends MovingJourney {
  static {
    tellFailures(Journey, Owner, "journey");
  }

  readonly #firstOrders = new FirstOrders();
  readonly #bindings: CustomerBindings;
  readonly #evidenceStorage: EvidenceStorage;
  readonly #evidence: JourneyEvidence;
  readonly #parts: JourneyParts;
  readonly #joins: JourneyJoins;
  readonly #erasing: ErasingStorage;
  readonly #sweeps = new Backoff("Journey.sweeps", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, JOURNEY_TABLES);
    const { sql } = ctx.storage;
    const announcer = new Announcer(this.messages, this.place);
    this.#bindings = new CustomerBindings(this.customers, (changes, nowMs) => {
      announceBindings(announcer, changes, nowMs);
    });
    this.#evidenceStorage = new EvidenceStorage(sql);
    this.#erasing = new ErasingStorage(sql);
    this.#evidence = new JourneyEvidence(this.#evidenceStorage, this.messages);
    this.#joins = new JourneyJoins(this.messages, this.place);
    this.#parts = {
      customers: this.customers,
      bindings: this.#bindings,
      evidence: this.#evidence,
      devices: new OrderDevices(new DeviceStorage(sql), this.messages),
      joins: this.#joins,
      moved: this.moved,
      slots: this.slots,
      outbox: this.messages,
    };
  }

  /** Binds a customer now. Of several at once, one wins. */
  async bind(request: BindRequest): Promise<BindResult> {
    const [result] = await this.bindAll([request]);
    invariant(result !== undefined, "every request has a result");
    return result;
  }

  /** Binds several customers, each alone, as {@link bind} does. */
  async bindAll(requests: readonly BindRequest[]): Promise<BindResult[]> {
    return await this.forwarding.each<BindRequest, BindResult>(
      requests,
      ({ customerId }) => this.placed(customerId),
      (own) => {
        const results = this.transaction(() => bindAll(this.#parts, own));
        this.startSending();
        return results;
      },
      async (journey, others) => await journey.bindAll(others),
    );
  }

  /** Keeps what a proved identify brought. Safe to repeat: each touch is kept once. */
  async identify(request: IdentifyRequest): Promise<IdentifyResult> {
    return await this.forwarding.at<IdentifyResult>(
      this.placed(request.customerId),
      () => this.#identify(request),
      async (journey) => await journey.identify(request),
    );
  }

  #identify({ customerId, visitor, touches }: IdentifyRequest): IdentifyResult {
    const nowMs = Date.now();
    const { added, unearned } = this.transaction(() => {
      const row = this.customers.ensureCustomer(customerId);
      if (visitor !== null) this.#evidenceStorage.proveVisitor(row, visitor, nowMs);
      return this.#evidence.learn(row, touches, nowMs);
    });
    this.startSending();
    return { kind: "kept", added, unearned };
  }

  /** The binding of each customer in force at a time. */
  async bindingsAt(
    queries: readonly { customerId: string; atMs: number }[],
  ): Promise<(BindingView | null)[]> {
    return await this.forwarding.each<(typeof queries)[number], BindingView | null>(
      queries,
      ({ customerId }) => this.placed(customerId),
      (own) => this.#bindingsAt(own),
      async (journey, others) => await journey.bindingsAt(others),
    );
  }

  #bindingsAt(queries: readonly { customerId: string; atMs: number }[]): (BindingView | null)[] {
    const customers = this.customers.customers(queries.map(({ customerId }) => customerId));
    return queries.map(({ customerId, atMs }) => {
      const known = customers.get(customerId);
      return known === undefined ? null : this.#bindings.at(customerId, known.row, atMs);
    });
  }

  /** What is known of each order's customer, in the sequence asked. A customer's first order is heard before the next. */
  async evidence(queries: readonly EvidenceQuery[]): Promise<CustomerEvidence[]> {
    await this.#firstOrders.whenHeard(queries);
    return await this.forwarding.each<EvidenceQuery, CustomerEvidence>(
      queries,
      ({ customerId }) => this.placed(customerId),
      (own) => this.#evidenceOf(own),
      async (journey, others) => await journey.evidence(others),
    );
  }

  #evidenceOf(queries: readonly EvidenceQuery[]): CustomerEvidence[] {
    const customers = this.customers.customers(queries.map(({ customerId }) => customerId));
    return queries.map(({ customerId, atMs, knownByMs, deciding, device }) => {
      const known = customers.get(customerId);
      const paidOrders = this.#firstOrders.of(customerId, known, { orderId: deciding, atMs });
      if (known === undefined) return { binding: null, touches: [], firstOrderAtMs: null, paidOrders };
      const { row, firstOrderAtMs } = known;
      const path = this.#evidenceStorage.path(row);
      return {
        binding: this.#bindings.at(customerId, row, atMs),
        touches: path
          .filter((touch) => touch.learnedAtMs <= knownByMs)
          .map(({ learnedAtMs: _learnedAtMs, ...touch }) => touch),
        firstOrderAtMs,
        paidOrders,
        ...(device === undefined ? {} : { devices: this.#parts.devices.count(row, device, Date.now()) }),
      };
    });
  }

  /** Visitors proved to be a customer, those proved last first. Each stands alone. */
  async visitors(customerId: string): Promise<string[]> {
    return await this.forwarding.at<string[]>(
      this.placed(customerId),
      () => {
        const row = this.customers.customerRow(customerId);
        return row === null ? [] : this.#evidenceStorage.visitors(row);
      },
      async (journey) => await journey.visitors(customerId),
    );
  }

  /** All that is stored of a customer; null when nothing is. */
  async stored(customerId: string): Promise<StoredCustomer | null> {
    return await this.forwarding.at<StoredCustomer | null>(
      this.placed(customerId),
      () => {
        const known = this.customers.customers([customerId]).get(customerId);
        if (known === undefined) return null;
        const { row, firstOrderAtMs } = known;
        return {
          firstOrderAtMs,
          bindings: bindingsIn(this.customers.timeline(row)),
          visitors: this.#evidenceStorage.visitors(row),
          touches: this.#evidenceStorage.path(row),
        };
      },
      async (journey) => await journey.stored(customerId),
    );
  }

  /** Ends the binding of a customer who became a promoter. */
  async endForPromoter(customerId: string): Promise<void> {
    await this.endForPromoters([customerId]);
  }

  /** Ends the bindings of customers who became promoters. */
  async endForPromoters(customerIds: readonly string[]): Promise<void> {
    await this.forwarding.each<string, true>(
      customerIds,
      (customerId) => this.placed(customerId),
      (own) => {
        this.#endForPromoters(own);
        return own.map(() => true);
      },
      async (journey, others) => {
        await journey.endForPromoters(others);
        return others.map(() => true);
      },
    );
  }

  #endForPromoters(customerIds: readonly string[]): void {
    const nowMs = Date.now();
    this.transaction(() => {
      for (const { row } of this.customers.customers(customerIds).values()) {
        this.#bindings.end(row, nowMs, () => true, nowMs);
      }
    });
    this.goOnSending();
  }

  /**
   * The first step of erasing a customer: what is known here stands under the pseudonym, and what others tell does so until
   * the last step. False, and nothing changed, while something of the customer is on its way to another object.
   */
  beginErasing(customerId: string, pseudonym: string): boolean {
    return this.transaction(() => {
      if (this.#erasing.isUnderWay(customerId)) return false;
      this.#erasing.begin(customerId, pseudonym);
      return true;
    });
  }

  /** The last step of erasing a customer: from now on the name is a new customer's. */
  endErasing(customerId: string): void {
    this.#firstOrders.forget(customerId);
    this.#erasing.end(customerId);
  }

  /**
   * Takes numbered rows, each once and in turn: of a ledger, what it tells of customers. Of another Journey, customers of a
   * slot that comes here. What is told of a customer who has left goes on to where it is.
   */
  async deliver(received: Delivery<JourneyRow>): Promise<DeliveryAnswer> {
    const nowMs = Date.now();
    const delivery = { ...received, rows: underPseudonyms(received.rows, this.#erasing.pseudonyms()) };
    const customerIds = delivery.rows.flatMap((row) => customerRowOf(row)?.customerId ?? []);
    const answer = await this.forwarding.settled(
      customerIds.map((customerId) => this.placed(customerId)),
      (elsewhere) =>
        this.take(delivery, {
          begin: (rows) => journeyWork(this.#parts, { sender: received.from.name, elsewhere }, rows, nowMs),
        }),
    );
    this.#firstOrders.hear(delivery.rows);
    this.startSending();
    return answer;
  }

  protected override completions(): Completions {
    return {
      ledger: lateForOrders,
      tree: asTheyAre,
      journey: (messages) => this.moveRows(messages),
      notifier: (messages) => bindingNews(this.customers, messages, this.place.home),
    };
  }

  protected override taken(pair: Pair, answer: Taken, messages: readonly Numbered[]): void {
    if (pair.receiverClass === "tree") this.#endForPromoters(joinedBy(messages, answer));
    if (pair.receiverClass === "journey") this.leaving.taken(pair, answer);
  }

  protected override async work(): Promise<void> {
    await super.work();
    await this.#sweeps.attempt(() => {
      while (this.transaction(() => this.#evidence.sweep(Date.now())));
    });
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const sweepAtMs = this.#evidence.nextSweepMs();
    return soonest(
      super.nextWorkAtMs(nowMs),
      sweepAtMs === null ? null : Math.max(sweepAtMs, nowMs + GATHER_MS + this.#sweeps.waitMs),
    );
  }
}
