/** What the tree tells of promoters: that one is there, or stands otherwise than before. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { type PromoterNews, sayPromoter } from "../../domain/notification/people-news.ts";
import type { PromoterStatus } from "../../domain/referral/promoter.ts";
import type { Numbered, NotifyMessage } from "../delivery/messages.ts";
import { type Announcer, notifierRows } from "../delivery/notify.ts";
import type { NotifierRow } from "../delivery/rows.ts";
import type { PromoterStorage } from "./promoter-storage.ts";

export interface AnnouncedPromoter {
  readonly ref: PromoterRef;
  readonly status: PromoterStatus;
  readonly upline: { readonly ref: PromoterRef } | null;
}

/** Call it in the transaction of the change. */
export function announcePromoters(
  announcer: Announcer,
  change: PromoterNews["change"],
  promoters: readonly AnnouncedPromoter[],
  nowMs: number,
): void {
  const news = promoters.map(({ ref, status, upline }) => {
    return { promoter: { change, ref, status, upline: upline?.ref ?? null } };
  });
  announcer.announce(news, nowMs);
}

/** Members are named as they are now: one who was erased by the pseudonym. */
export function promoterNews(
  promoters: PromoterStorage,
  messages: readonly Numbered<NotifyMessage>[],
  home: string,
): NotifierRow[] {
  const refs = messages.flatMap(({ message: { news } }) => ("promoter" in news ? [news.promoter.ref] : []));
  const known = promoters.byRefs(refs);
  return notifierRows(home, messages, ({ news, atMs }) => {
    invariant("promoter" in news, "a tree tells of promoters alone");
    const memberId = known.get(news.promoter.ref)?.memberId;
    invariant(memberId !== undefined, "a promoter is never deleted");
    return [sayPromoter(news.promoter, memberId, atMs)];
  });
}
