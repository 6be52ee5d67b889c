/** What a book tells the program's Notifier: moves of payouts, and budgets of which little is left. */
import { invariant } from "../../domain/kernel/invariant.ts";
import type { Notification } from "../../domain/notification/notification.ts";
import { sayBudget } from "../../domain/notification/budget-news.ts";
import { sayPayout } from "../../domain/notification/payout-news.ts";
import type { Numbered, NotifyMessage } from "../delivery/messages.ts";
import { notifierRows } from "../delivery/notify.ts";
import type { NotifierRow } from "../delivery/rows.ts";

export function bookNews(messages: readonly Numbered<NotifyMessage>[], home: string): NotifierRow[] {
  return notifierRows(home, messages, ({ news, atMs }): Notification[] => {
    if ("payout" in news) return [sayPayout(news.payout, atMs)];
    invariant("budget" in news, "a book tells of payouts and budgets alone");
    return [sayBudget(news.budget, atMs)];
  });
}
