/** From fold to money: after every event of an order, what its books and its customer's Journey are to be told. */
import { planUnder } from "../../domain/commission/amendment.ts";
import { intentsTo, NOTHING_POSTED } from "../../domain/settlement/intent.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { ORDER_EVENTS, type OrderEvent } from "../../domain/order/order-event.ts";
import { HOLD_STARTS } from "../../domain/order/settlement-policy.ts";
import { sumOf, ZERO } from "../../domain/kernel/money.ts";
import { isPhase, type OrderState, stateOf } from "../../domain/order/order-state.ts";
import { foldTermsOf, plannedOrderOf } from "../../domain/settlement/order-view.ts";
import { isProvisional } from "../../domain/settlement/provisional-binding.ts";
import { keptNow } from "../../domain/settlement/restoration.ts";
import type { DecidedOrder, Settled, StoredCommission, StoredOrder } from "./order-storage.ts";
import type { Effects } from "./effects.ts";
import { type BudgetNews, tellBudget } from "./order-budget.ts";
import { tellSales } from "./order-sales.ts";
import { tellUses } from "./uses/order-use.ts";
import { type CommissionStep, type RecordedOrder, stepsOf } from "../../domain/notification/order-news.ts";
import { notifierName, notifyMessage } from "../delivery/notify.ts";
import { bookNameOf, type Books } from "../object/books.ts";

/** What is known of an order before it is folded: none for a new one. */
export interface KnownSoFar {
  readonly events: readonly OrderEvent[];
  readonly commissions: readonly StoredCommission[];
  /** The order is decided just now. */
  readonly isNew?: true;
}

/**
 * Folds an order anew and adds the difference to what was posted.
 *
 * @throws NotUnderstood when a later version of the code wrote of it what this one does not know: no money moves then.
 *
 * @param budget what is new of its campaign's budget.
 * @returns the order as it now stands, to be written.
 */
export function settleOrder(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  known: KnownSoFar,
  nowMs: number,
  budget: BudgetNews = {},
): Settled {
  requireUnderstood(stored, known);
  const state = stateOf(foldTermsOf(stored.order, stored.decision, stored), known.events);
  const blocked = stored.decision.risk.verdict === "block";
  const restoration = tellBudget(effects, books, stored, state.worth, budget, nowMs);
  const within: DecidedOrder = { ...stored, restoration };
  const steps = blocked ? [] : settleCommissions(effects, books, within, known.commissions, state, nowMs);
  notify(effects, books, within, known, steps, nowMs);
  const settled: DecidedOrder = {
    ...within,
    binding: settleBinding(effects, stored, state, nowMs),
    tallied: tellSales(effects, books, stored, state.worth, nowMs),
  };
  if (stored.tallied === null && settled.tallied !== null) tellUses(effects, books, stored, nowMs);
  effects.addChanged(stored.row);
  return { stored: settled, dueAtMs: blocked ? null : (state.due?.atMs ?? null) };
}

function requireUnderstood({ decision }: DecidedOrder, { events, commissions }: KnownSoFar): void {
  const stranger = events.find(({ kind }) => !ORDER_EVENTS.includes(kind));
  if (stranger !== undefined) throw new NotUnderstood(`event ${stranger.kind}`);
  const { holdStartsAt } = decision.terms.settlement;
  if (!HOLD_STARTS.includes(holdStartsAt)) throw new NotUnderstood(`hold since ${holdStartsAt}`);
  const apart = commissions.find(({ phase }) => !isPhase(phase));
  if (apart !== undefined) throw new NotUnderstood(`phase ${apart.phase}`);
}

function settleCommissions(
  effects: Effects,
  books: Books,
  stored: DecidedOrder,
  posted: readonly StoredCommission[],
  state: OrderState,
  nowMs: number,
): CommissionStep[] {
  const steps: CommissionStep[] = [];
  const { order, decision, row, restoration } = stored;
  const planned = plannedOrderOf(order, decision);
  const kept = keptNow(planned, restoration, state.worth);
  const known = new Map(posted.map((item) => [`${item.credit}/${item.level}`, item]));
  const { commissions } = planUnder(planned, state.worth);
  for (const [place, { credit, level, amount, promoter }] of commissions.entries()) {
    const before = known.get(`${credit}/${level}`);
    const target = { kept: kept[place] ?? ZERO, phase: state.phase };
    const { intents, posted } = intentsTo(target, amount, before ?? NOTHING_POSTED);
    if (before === undefined || before.kept !== posted.kept || before.phase !== posted.phase) {
      effects.addCommission({ orderRow: row, credit, level, ...posted });
    }
    steps.push(...stepsOf({ credit, level, promoter }, intents, before ?? NOTHING_POSTED));
    for (const intent of intents) {
      effects.tell(bookNameOf(books, promoter), {
        type: "intent",
        orderRow: row,
        credit,
        level,
        intent: intent.kind,
        phase: intent.phase,
        amount: intent.amount,
        promoter,
        atMs: nowMs,
        reopens: false,
      });
    }
  }
  return steps;
}

/** One row for all that a change says: the log of events may come later, and is no part of the decision. */
function notify(
  effects: Effects,
  { home }: Books,
  stored: DecidedOrder,
  { events, isNew }: KnownSoFar,
  steps: readonly CommissionStep[],
  nowMs: number,
): void {
  if (isNew !== true && steps.length === 0) return;
  const news = { events: events.length, ...(isNew === true ? { recorded: recordedOf(stored) } : {}), steps };
  effects.tell(notifierName(home), notifyMessage({ order: news }, nowMs, stored.row));
}

/** What is said of an order that was decided. */
export function recordedOf({ order, decision }: Pick<DecidedOrder, "order" | "decision">): RecordedOrder {
  return {
    amount: order.amount,
    commission: sumOf(decision.commissions.map(({ amount }) => amount)),
    promoters: [...new Set(decision.attribution.credits.map(({ promoter }) => promoter))],
    verdict: decision.risk.verdict,
  };
}

/**
 * The binding an order made ends when the order is fully reversed before its release, or blocked. While the order is under
 * review, and after it until its release, the customer belongs to whom it belonged before. An order that is restored bids
 * again, as of when it occurred.
 */
function settleBinding(
  effects: Effects,
  stored: DecidedOrder,
  state: OrderState,
  nowMs: number,
): StoredOrder["binding"] {
  const { decision, journey, row } = stored;
  const bid = decision.binding;
  if (bid === undefined || journey === null) return stored.binding;
  const tell = (type: "bind" | "unbind") => {
    const atMs = type === "bind" ? bid.effectiveAtMs : nowMs;
    effects.tell(journey, { type, orderRow: row, promoter: bid.promoter, atMs });
  };
  const voided = decision.risk.verdict === "block" || state.isGone;
  const waits = isProvisional(decision, state);
  if (stored.binding !== "made") {
    if (voided) return "ended";
    if (waits) return "none";
    tell("bind");
    return "made";
  }
  if (!voided && waits) {
    tell("unbind");
    return "none";
  }
  if (!voided || state.phase === "released") return stored.binding;
  tell("unbind");
  return "ended";
}
