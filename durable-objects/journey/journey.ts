/**
 * Customers by slot: who each is bound to over time, the touches and visitors proved to be theirs, and the orders that
 * nobody earned. Several promoters bidding at once end in one binding; late evidence reaches its order exactly once.
 */
import { DurableObject } from "cloudflare:workers";
import type { Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { BindingPolicy } from "../../domain/program/settings.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import { Alarm, type AlarmStatus, GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import type { Delivery, DeliveryAnswer, JourneyRow, LateEvidenceRow } from "../delivery/messages.ts";
import { takeDelivery } from "../delivery/inbox.ts";
import { InboxStorage } from "../delivery/inbox-storage.ts";
import { CustomerBindings } from "./customer-bindings.ts";
import { JourneyEvidence } from "./journey-evidence.ts";
import { type Joining, joinedBy, JourneyJoins, joinRowOf } from "./journey-joins.ts";
import { EvidenceStorage } from "./evidence-storage.ts";
import { JOURNEY_SCHEMA, CustomerStorage } from "./customer-storage.ts";
import { type JourneyParts, journeyWork } from "./journey-work.ts";
import { Outbox } from "../delivery/outbox.ts";
import { type NumberedRow, OutboxStorage } from "../delivery/outbox-storage.ts";
import { ProgramPlace } from "../object/program-place.ts";
import { applySchema } from "../object/schema-storage.ts";

export interface BindRequest {
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly policy: BindingPolicy;
  /** Being bound makes the customer a promoter, under the promoter of the binding that is answered. */
  readonly joins?: Joining;
}

export type BindResult =
  | { readonly kind: "bound"; readonly created: boolean; readonly binding: BindingView }
  | { readonly kind: "refused"; readonly reason: "already_bound"; readonly binding: BindingView }
  /** The program binds nobody: its mode is `none`. */
  | { readonly kind: "refused"; readonly reason: "binding_off" };

/** A customer proved by the merchant, with the visitor and the touches of the proving browser. */
export interface IdentifyRequest {
  readonly customerId: string;
  /** Alias of the visitor within the program; null when the browser has none. */
  readonly visitor: string | null;
  readonly touches: readonly Touch[];
}

export interface IdentifyResult {
  readonly kind: "kept";
  /** Touches that were not known before. */
  readonly added: number;
  /** Orders that nobody earned and whose owners are told of the new touches. */
  readonly unearned: readonly string[];
}

export interface EvidenceQuery {
  readonly customerId: string;
  /** The order's time. */
  readonly atMs: number;
  /** Only touches learned until then. */
  readonly knownByMs: number;
}

/** What speaks for promoters in an order of this customer. */
export interface CustomerEvidence {
  readonly binding: BindingView | null;
  readonly touches: readonly Touch[];
  /** The earliest order known of the customer; null when there is none. */
  readonly firstOrderAtMs: number | null;
}

export class Journey extends DurableObject<Env> {
  readonly #storage: CustomerStorage;
  readonly #bindings: CustomerBindings;
  readonly #evidenceStorage: EvidenceStorage;
  readonly #evidence: JourneyEvidence;
  readonly #parts: JourneyParts;
  readonly #joins: JourneyJoins;
  readonly #inbox: InboxStorage;
  readonly #outbox: Outbox;
  readonly #place: ProgramPlace;
  readonly #alarm: Alarm;
  readonly #sweeps = new Backoff("Journey.sweeps", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    const outboxStorage = new OutboxStorage(storage.sql);
    this.#storage = new CustomerStorage(storage.sql);
    this.#bindings = new CustomerBindings(this.#storage);
    this.#evidenceStorage = new EvidenceStorage(storage.sql);
    this.#evidence = new JourneyEvidence(this.#evidenceStorage, outboxStorage);
    this.#parts = { customers: this.#storage, bindings: this.#bindings, evidence: this.#evidence };
    this.#joins = new JourneyJoins(outboxStorage);
    this.#inbox = new InboxStorage(storage.sql);
    this.#place = new ProgramPlace(ctx);
    this.#alarm = new Alarm(storage, () => this.#nextWorkAtMs());
    this.#outbox = new Outbox(outboxStorage, {
      now: () => Date.now(),
      send: async (pair, rows) => {
        const sender = `journey ${this.#place.name}`;
        if (pair.receiverClass === "tree") {
          return await env.REFERRAL_TREE.getByName(pair.receiver).deliver({
            sender,
            rows: rows.map(joinRowOf),
          });
        }
        const delivery = { sender, rows: rows.map(lateEvidenceRow) };
        return await env.COMMISSION_LEDGER.getByName(pair.receiver).deliver(delivery);
      },
      answered: (work) => storage.transactionSync(work),
      taken: ({ pair, receiverClass }, answer, rows) => {
        for (const { seq, reason } of answer.refused) outboxStorage.markRefused(pair, seq, reason);
        if (receiverClass === "tree") this.endForPromoters(joinedBy(rows, answer));
      },
      rearm: () => this.#alarm.arm(),
    });
    void ctx.blockConcurrencyWhile(async () => {
      applySchema(storage, JOURNEY_SCHEMA);
      this.#place.keepName();
      await this.#alarm.restore();
    });
  }

  /** Binds a customer now. Of several at once, one wins. */
  bind(request: BindRequest): BindResult {
    const [result] = this.bindAll([request]);
    invariant(result !== undefined, "every request has a result");
    return result;
  }

  /** Binds several customers, each alone, as {@link bind} does. */
  bindAll(requests: readonly BindRequest[]): BindResult[] {
    const results = this.ctx.storage.transactionSync(() => requests.map((request) => this.#bind(request)));
    if (requests.some(({ joins }) => joins !== undefined)) this.#start();
    return results;
  }

  /** Keeps what a proved identify brought. Safe to repeat: each touch is kept once. */
  identify({ customerId, visitor, touches }: IdentifyRequest): IdentifyResult {
    const nowMs = Date.now();
    const { added, unearned } = this.ctx.storage.transactionSync(() => {
      const row = this.#storage.ensureCustomer(customerId);
      if (visitor !== null) this.#evidenceStorage.proveVisitor(row, visitor, nowMs);
      return this.#evidence.learn(row, touches, nowMs);
    });
    this.#start();
    return { kind: "kept", added, unearned: unearned };
  }

  /** The binding of each customer in force at a time. */
  bindingsAt(queries: readonly { customerId: string; atMs: number }[]): (BindingView | null)[] {
    return queries.map(({ customerId, atMs }) => {
      const row = this.#storage.customerRow(customerId);
      return row === null ? null : this.#bindings.at(customerId, row, atMs);
    });
  }

  /** What is known of each order's customer, in the sequence asked. */
  evidence(queries: readonly EvidenceQuery[]): CustomerEvidence[] {
    const customers = this.#storage.customers(queries.map(({ customerId }) => customerId));
    return queries.map(({ customerId, atMs, knownByMs }) => {
      const known = customers.get(customerId);
      if (known === undefined) return { binding: null, touches: [], firstOrderAtMs: null };
      const { row, firstOrderAtMs } = known;
      const path = this.#evidenceStorage.path(row);
      return {
        binding: this.#bindings.at(customerId, row, atMs),
        touches: path
          .filter((touch) => touch.learnedAtMs <= knownByMs)
          .map(({ learnedAtMs: _learnedAtMs, ...touch }) => touch),
        firstOrderAtMs,
      };
    });
  }

  /** Visitors proved to be a customer, those proved last first. Each stands alone. */
  visitors(customerId: string): string[] {
    const row = this.#storage.customerRow(customerId);
    return row === null ? [] : this.#evidenceStorage.visitors(row);
  }

  /** Ends the binding of a customer who became a promoter. */
  endForPromoter(customerId: string): void {
    const nowMs = Date.now();
    this.ctx.storage.transactionSync(() => {
      const row = this.#storage.customerRow(customerId);
      if (row !== null) this.#bindings.end(row, nowMs, () => true);
    });
  }

  /** Ends the bindings of customers who became promoters. */
  endForPromoters(customerIds: readonly string[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const customerId of customerIds) this.endForPromoter(customerId);
    });
  }

  /** Customers bound to a promoter now. */
  boundCustomers(promoter: PromoterRef): number {
    return this.#storage.boundCustomers(promoter);
  }

  /** Takes numbered rows of a ledger, each once and in turn. A bid that loses is no fault. */
  deliver(delivery: Delivery<JourneyRow>): DeliveryAnswer {
    const nowMs = Date.now();
    const { storage } = this.ctx;
    const answer = storage.transactionSync(() =>
      takeDelivery(this.#inbox, delivery, {
        atomically: (work) => storage.transactionSync(work),
        begin: (rows) => journeyWork(this.#parts, delivery.sender, rows, nowMs),
      }),
    );
    this.#start();
    return answer;
  }

  alarmStatus(): Promise<AlarmStatus> {
    return this.#alarm.status(Date.now());
  }

  /** Does what is due and re-arms, also when an alarm was lost. Says how the alarm stood. */
  async wake(): Promise<AlarmStatus> {
    const status = await this.alarmStatus();
    await this.alarm();
    return status;
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#outbox.flush();
    await this.#sweeps.attempt(() => {
      while (this.ctx.storage.transactionSync(() => this.#evidence.sweep(Date.now())));
    });
    this.#alarm.arm();
  }

  #bind({ customerId, promoter, policy, joins }: BindRequest): BindResult {
    const nowMs = Date.now();
    if (policy.mode === "none") return { kind: "refused", reason: "binding_off" };
    const row = this.#storage.ensureCustomer(customerId);
    const bid = { promoter, effectiveAtMs: nowMs, orderId: null, policy };
    const { outcome, span } = this.#bindings.bid(row, bid, nowMs);
    const binding = this.#bindings.view(customerId, row, span);
    if (outcome === "refused") return { kind: "refused", reason: "already_bound", binding };
    if (joins !== undefined) this.#joins.ask(this.#place.programId, binding, joins, nowMs);
    return { kind: "bound", created: outcome === "binds", binding };
  }

  /** Sends what waits, and leaves the alarm behind in case this object dies first. */
  #start(): void {
    this.#alarm.arm();
    this.ctx.waitUntil(this.#outbox.flush());
  }

  #nextWorkAtMs(): number | null {
    const nowMs = Date.now();
    const retryAtMs = this.#outbox.nextRetryAtMs();
    const sweepAtMs = this.#evidence.nextSweepMs();
    return soonest(
      retryAtMs === null ? null : Math.max(retryAtMs, nowMs + GATHER_MS),
      sweepAtMs === null ? null : Math.max(sweepAtMs, nowMs + GATHER_MS + this.#sweeps.waitMs),
    );
  }
}

function lateEvidenceRow({ seq, about, atMs }: NumberedRow): LateEvidenceRow {
  invariant(typeof about === "string", "a row of late evidence names its order");
  return { type: "late_evidence", seq, orderId: about, arrivedAtMs: atMs };
}
