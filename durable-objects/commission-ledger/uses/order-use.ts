/** Tells promoters' books with which click, and with what of a buyer's, an order was made: once, when it is earned. */
import { touchKey } from "../../../domain/attribution/touch.ts";
import { promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import { creditedTouches } from "../../../domain/risk/rules/credited-touches.ts";
import type { UsedMessage } from "../../delivery/messages.ts";
import { bookNameOf, type Books } from "../../object/books.ts";
import type { Effects } from "../effects.ts";
import type { DecidedOrder } from "../order-storage.ts";

/** An order of nobody, one that a page told, and one of before there were terms of risk is not counted. */
export function tellUses(
  effects: Effects,
  books: Books,
  { row, order, decision }: DecidedOrder,
  nowMs: number,
): void {
  const { terms, buyer } = decision;
  if (order.customerId === undefined || order.customerIsErased === true || terms.fraud === undefined) return;
  const displacing = decision.risk.reasons.find(({ code }) => code === "credit_displaced")?.facts[
    "promoterId"
  ];
  const tell = (promoter: PromoterRef, click: string | null, isOwn: boolean) => {
    const use: UsedMessage = {
      type: "used",
      orderRow: row,
      promoter,
      click,
      ...(click === null ? {} : { isDisplacing: promoterIdOf(promoter) === displacing }),
      isOwn,
      most: terms.fraud?.maxCustomersPerClick ?? 0,
      untilMs: order.occurredAtMs + terms.attribution.clickLookbackMs,
      atMs: nowMs,
    };
    effects.tell(bookNameOf(books, promoter), use);
  };
  for (const { promoter, click } of usedBy(decision, order.hashes !== undefined))
    tell(promoter, click, false);
  if (buyer !== undefined) tell(buyer, null, true);
}

/** Each credited promoter with its newest click that counted. Without clicks hashes alone are worth telling. */
function usedBy(
  { attribution }: Decision,
  hasHashes: boolean,
): { readonly promoter: PromoterRef; readonly click: string | null }[] {
  const clicks = new Map(creditedTouches({ attribution }).map((touch) => [touch.promoter, touchKey(touch)]));
  return attribution.credits.flatMap(({ promoter }) => {
    const click = clicks.get(promoter) ?? null;
    return click === null && !hasHashes ? [] : [{ promoter, click }];
  });
}
