/**
 * Links two ids of one payment: whichever of them has an order, or neither or both, there is one order after it. Safe to
 * repeat, and to be done by several callers at once: each step is one transaction of an id's owner.
 */
import type { ClosedOrder, LinkAnswer } from "../../../durable-objects/commission-ledger/links/order-link.ts";
import { ApiProblem } from "../../http/problem.ts";

/** Ids that lead to each other, one after the other. A payment, its charge and its invoice are three. */
export const LINKS_FOLLOWED = 8;

/** What is told of `id` belongs to the order of `belongsTo`. A source says it always in this direction. */
export interface OrderIdLink {
  readonly id: string;
  readonly belongsTo: string;
}

/** Another id, as the owner of an id is asked to link its own to it. */
export interface OtherId {
  readonly id: string;
  /** When its order was first received; null while none is known. */
  readonly receivedAtMs: number | null;
  /** Whether the source says that the asked id belongs to this one. */
  readonly isGiven: boolean;
}

/** What asks the owners, and what is done with an order that one of them closed. */
interface LinkCalls {
  ask(from: string, to: OtherId): Promise<LinkAnswer>;
  bring(to: string, closed: ClosedOrder): Promise<void>;
}

/** Asks owner after owner until one order is left. */
export async function walkLinks({ id, belongsTo }: OrderIdLink, calls: LinkCalls): Promise<void> {
  let from = id;
  let to: OtherId = { id: belongsTo, receivedAtMs: null, isGiven: true };
  for (let steps = 0; steps < LINKS_FOLLOWED; steps += 1) {
    const answer = await calls.ask(from, to);
    if (answer.kind === "stands") {
      // The other id leads here, unless an older order stands there.
      [from, to] = [
        to.id,
        { id: from, receivedAtMs: answer.receivedAtMs, isGiven: to.id === id && from === belongsTo },
      ];
    } else {
      if (answer.closed !== undefined) await calls.bring(answer.to, answer.closed);
      // What is said to belong to another id stays there: one payment may pay several invoices, which are several orders.
      if (answer.to === to.id || (from === id && answer.isGiven)) return;
      from = answer.to;
    }
    if (from === to.id) return;
  }
  throw new ApiProblem("unavailable");
}
