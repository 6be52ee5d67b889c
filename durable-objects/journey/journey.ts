/**
 * Customers by slot: who each is bound to over time, the touches and visitors proved to be theirs, and the orders that
 * nobody earned. Several promoters bidding at once end in one binding; late evidence reaches its order exactly once.
 */
import type { Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { BindingPolicy } from "../../domain/referral/binding-policy.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { JoinMessage, MessageTo, Numbered } from "../delivery/messages.ts";
import type { Pair } from "../delivery/pair.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type {
  Delivery,
  DeliveryAnswer,
  Joining,
  JourneyRow,
  LedgerRow,
  Taken,
  TreeRow,
} from "../delivery/rows.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { CustomerBindings } from "./customer-bindings.ts";
import { JourneyEvidence } from "./journey-evidence.ts";
import { joinedBy, JourneyJoins } from "./journey-joins.ts";
import { EvidenceStorage } from "./evidence-storage.ts";
import { CustomerStorage } from "./customer-storage.ts";
import { JOURNEY_TABLES } from "./journey-schema-storage.ts";
import { type JourneyParts, journeyWork } from "./journey-work.ts";
import { tellFailures } from "../object/tell-failures.ts";

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

export class Journey extends Owner {
  static {
    tellFailures(Journey, Owner, "journey");
  }

  readonly #storage: CustomerStorage;
  readonly #bindings: CustomerBindings;
  readonly #evidenceStorage: EvidenceStorage;
  readonly #evidence: JourneyEvidence;
  readonly #parts: JourneyParts;
  readonly #joins: JourneyJoins;
  readonly #sweeps = new Backoff("Journey.sweeps", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "journey", JOURNEY_TABLES);
    const { sql } = ctx.storage;
    this.#storage = new CustomerStorage(sql);
    this.#bindings = new CustomerBindings(this.#storage);
    this.#evidenceStorage = new EvidenceStorage(sql);
    this.#evidence = new JourneyEvidence(this.#evidenceStorage, this.messages);
    this.#joins = new JourneyJoins(this.messages, this.place);
    this.#parts = {
      customers: this.#storage,
      bindings: this.#bindings,
      evidence: this.#evidence,
      joins: this.#joins,
    };
  }

  /** Binds a customer now. Of several at once, one wins. */
  bind(request: BindRequest): BindResult {
    const [result] = this.bindAll([request]);
    invariant(result !== undefined, "every request has a result");
    return result;
  }

  /** Binds several customers, each alone, as {@link bind} does. */
  bindAll(requests: readonly BindRequest[]): BindResult[] {
    const results = this.transaction(() => requests.map((request) => this.#bind(request)));
    if (requests.some(({ joins }) => joins !== undefined)) this.startSending();
    return results;
  }

  /** Keeps what a proved identify brought. Safe to repeat: each touch is kept once. */
  identify({ customerId, visitor, touches }: IdentifyRequest): IdentifyResult {
    const nowMs = Date.now();
    const { added, unearned } = this.transaction(() => {
      const row = this.#storage.ensureCustomer(customerId);
      if (visitor !== null) this.#evidenceStorage.proveVisitor(row, visitor, nowMs);
      return this.#evidence.learn(row, touches, nowMs);
    });
    this.startSending();
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
    this.transaction(() => {
      const row = this.#storage.customerRow(customerId);
      if (row !== null) this.#bindings.end(row, nowMs, () => true);
    });
  }

  /** Ends the bindings of customers who became promoters. */
  endForPromoters(customerIds: readonly string[]): void {
    this.transaction(() => {
      for (const customerId of customerIds) this.endForPromoter(customerId);
    });
  }

  /** Promoters to whom anybody was ever bound, by number after one. */
  boundTo(after: PromoterRef | 0, limit: number): PromoterRef[] {
    return this.#storage.boundTo(after, limit);
  }

  /** Customers bound to a promoter now. */
  boundCustomers(promoter: PromoterRef): number {
    return this.#storage.boundCustomers(promoter);
  }

  /** Takes numbered rows of a ledger, each once and in turn. A bid that loses is no fault. */
  deliver(delivery: Delivery<JourneyRow>): DeliveryAnswer {
    const nowMs = Date.now();
    const answer = this.take(delivery, {
      begin: (rows) => journeyWork(this.#parts, delivery.from.name, rows, nowMs),
    });
    this.startSending();
    return answer;
  }

  protected override completions(): Completions {
    return { ledger: lateEvidence, tree: asTheyAre };
  }

  protected override taken({ receiverClass }: Pair, answer: Taken, messages: readonly Numbered[]): void {
    if (receiverClass === "tree") this.endForPromoters(joinedBy(messages, answer));
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

  #bind({ customerId, promoter, policy, joins }: BindRequest): BindResult {
    const nowMs = Date.now();
    if (policy.mode === "none") return { kind: "refused", reason: "binding_off" };
    const row = this.#storage.ensureCustomer(customerId);
    const bid = { promoter, effectiveAtMs: nowMs, orderId: null, policy };
    const { outcome, span } = this.#bindings.bid(row, bid, nowMs);
    const binding = this.#bindings.view(customerId, row, span);
    if (outcome === "refused") return { kind: "refused", reason: "already_bound", binding };
    if (joins !== undefined) this.#joins.ask(binding, joins, nowMs);
    return { kind: "bound", created: outcome === "binds", binding };
  }
}

/** A Journey tells ledgers of evidence alone. */
function lateEvidence(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
  return messages.flatMap(({ seq, message }) =>
    message.type === "late_evidence" ? [{ ...message, seq }] : [],
  );
}

/** What a Journey tells the tree says all by itself. */
function asTheyAre(messages: readonly Numbered<JoinMessage>[]): TreeRow[] {
  return messages.map(({ seq, message }) => ({ ...message, seq }));
}
