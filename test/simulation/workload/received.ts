/** What owners were told in a simulated world, and what they answered: the checks compare it with what they say. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { ReceivedEvent } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { PayoutPolicy } from "../../../domain/payout/policy.ts";
import type { Touch } from "../../../domain/attribution/touch.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";

/** An order as its merchant sends it, with what the tokens in it prove. */
export interface SentOrder {
  readonly orderId: string;
  readonly customerId: string | undefined;
  readonly touches: readonly Touch[];
  /** Alias of the browser of its newest token; null where none is known. */
  readonly device: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A version of settings or rules that stood at some time. */
export interface KnownVersion {
  readonly kind: "settings" | "rules";
  readonly version: number;
  readonly fromMs: number;
  /** JSON as it was stored. */
  readonly value: string;
}

/** What a client was answered, or may have been. */
export interface Received {
  readonly proposals: Map<string, ProposedOrder[]>;
  /** By order: the proposal that was answered `accepted`. */
  readonly accepted: Map<string, ProposedOrder>;
  /** By order: every event sent, by its id. */
  readonly events: Map<string, ReceivedEvent[]>;
  /** By order: events that were answered as recorded or waiting. */
  readonly recorded: Map<string, ReceivedEvent[]>;
  readonly adjustments: { readonly promoter: PromoterRef; readonly key: string; readonly change: number }[];
  readonly batches: Set<string>;
  /** By payout: what its request said. */
  readonly payouts: Map<string, Pick<PayoutPolicy, "taxRegime" | "payoutCycleDays">>;
  /** Orders that the service decides, as they were sent. */
  readonly sent: Map<string, SentOrder>;
  /** Those of them that were answered. */
  readonly answered: Set<string>;
  /** By order: whom operators named for it, and the one whom an answer said to be credited. */
  readonly named: Map<string, Set<PromoterRef>>;
  readonly credited: Map<string, PromoterRef>;
  /** By customer: the touches that identify calls brought. */
  readonly identified: Map<string, readonly Touch[]>;
  /** Orders of ledgers that were put back. */
  readonly lost: Set<string>;
  /** Books whose journals may have gone another way since: heads that are known outside say so. */
  readonly booksPutBack: Set<string>;
  /** Campaigns whose budgets an operator has lifted. */
  readonly budgetsLifted: Set<string>;
  /** Versions that stood before CONFIG was put back. */
  readonly versions: KnownVersion[];
}

export function nothingReceived(): Received {
  return {
    proposals: new Map(),
    accepted: new Map(),
    events: new Map(),
    recorded: new Map(),
    adjustments: [],
    batches: new Set(),
    payouts: new Map(),
    sent: new Map(),
    answered: new Set(),
    named: new Map(),
    credited: new Map(),
    identified: new Map(),
    lost: new Set(),
    booksPutBack: new Set(),
    budgetsLifted: new Set(),
    versions: [],
  };
}
