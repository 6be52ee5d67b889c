/** A ledger that links ids of one order, each once. What belongs to an id that has left goes on to where it is. */
import type { LateFinding } from "../../../domain/risk/late-risk.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import { AuditedLedger } from "../audited-ledger.ts";
import type { Effects } from "../effects.ts";
import type { MoveRow } from "../moves/arriving-slots.ts";
import { MetOrders } from "../moves/met-orders.ts";
import { LinkDesk, type LinkParts } from "./link-desk.ts";
import { LinkStorage } from "./link-storage.ts";
import type { LinkAnswer, LinkRequest } from "./order-link.ts";

/** What became known of an order. */
export interface RiskFound {
  readonly orderId: string;
  readonly slot: number;
  readonly finding: LateFinding;
}

type LateRow = Extract<LedgerRow, { readonly type: "late_evidence" | "risk_found" | "linked_events" }>;
type Commit = (work: (effects: Effects, nowMs: number) => void) => void;

/** Whether a row tells of an order that may stand here already. */
export function isLate(row: LedgerRow): row is LateRow {
  return row.type === "late_evidence" || row.type === "risk_found" || row.type === "linked_events";
}

export abstract class LinkingLedger extends AuditedLedger {
  protected abstract readonly links: LinkDesk;
  #met: MetOrders | null = null;

  /** One transaction: what is decided, and all its effects as numbered rows, which are sent then. */
  protected abstract decide<Result>(work: (effects: Effects, nowMs: number) => Result): Result;

  /** Says that what is told of an id belongs to another id's order. A repeat answers the same. */
  async link(request: LinkRequest): Promise<LinkAnswer> {
    const { orderId, slot } = request;
    return await this.forwarding.at<LinkAnswer>(
      { id: orderId, slot },
      () => this.decide((effects, nowMs) => this.links.link(request, effects, nowMs)),
      async (ledger) => await ledger.link(request),
    );
  }

  /** The id to whose order another one belongs; null where it leads nowhere. */
  async linkOf(orderId: string, slot: number): Promise<string | null> {
    return await this.forwarding.at<string | null>(
      { id: orderId, slot },
      () => this.links.of(orderId),
      async (ledger) => await ledger.linkOf(orderId, slot),
    );
  }

  /** Takes note of what became known of orders, each code of an order once. */
  async noteRisk(found: readonly RiskFound[]): Promise<null[]> {
    return await this.forwarding.each<RiskFound, null>(
      found,
      ({ orderId, slot }) => ({ id: orderId, slot }),
      (own) =>
        this.decide((effects, nowMs) =>
          own.map(({ orderId, finding }) => {
            this.late.noteRisk(orderId, finding, effects, nowMs);
            return null;
          }),
        ),
      async (ledger, others) => await ledger.noteRisk(others),
    );
  }

  /** Takes a row of a ledger that moves slots: an order that was here before brings what is not known of it. */
  protected takeMove(row: MoveRow, sender: string): void {
    const met = this.arriving.apply(row, sender);
    if (met !== null) this.#met?.take(met, Date.now());
  }

  protected linksOf(parts: Pick<LinkParts, "orders" | "late" | "desk" | "separately">): LinkDesk {
    this.#met = new MetOrders({
      orders: parts.orders,
      desk: parts.desk,
      separately: (work) => parts.separately(work),
      takeEvents: (row) => this.movedOrders.takeEvents(row),
      unpack: (order, row) => this.arriving.unpack(order, row),
      addEvent: (row, event) => this.movedOrders.addEvent(row, event),
      sendOn: (row, slot) => this.sendOn(row, slot),
    });
    return new LinkDesk({
      ...parts,
      links: new LinkStorage(this.ctx.storage.sql),
      place: this.place,
      elsewhere: (id, slot) => this.leaving.elsewhere([{ id, slot }]).get(id)?.object,
    });
  }

  /** What comes late for an order that has left goes on to where it is. */
  protected takeLate(row: LateRow, commit: Commit): void {
    const { seq: _, ...late } = row;
    if (late.type === "linked_events")
      return commit((effects, nowMs) => this.links.take(late, effects, nowMs));
    const { orderId, atMs } = late;
    const place = this.leaving.elsewhere([{ id: orderId, slot: undefined }]).get(orderId);
    if (place !== undefined) this.messages.append(place.object, [late]);
    else if (late.type === "late_evidence") this.late.note(orderId, atMs);
    else commit((effects, nowMs) => this.late.noteRisk(orderId, late.finding, effects, nowMs));
  }
}
