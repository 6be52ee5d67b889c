/** What a Journey tells of its customers' bindings: whom each belongs to from now on, or no more. */
import { invariant } from "../../domain/kernel/invariant.ts";
import { bindingNewsOf, sayBinding } from "../../domain/notification/people-news.ts";
import type { Numbered, NotifyMessage } from "../delivery/messages.ts";
import { type Announcer, notifierRows } from "../delivery/notify.ts";
import type { NotifierRow } from "../delivery/rows.ts";
import { personTag } from "../object/person-tag.ts";
import type { CustomerChange } from "./customer-bindings.ts";
import type { CustomerStorage } from "./customer-storage.ts";

/** Call it in the transaction of the changes. */
export function announceBindings(
  announcer: Announcer,
  changes: readonly CustomerChange[],
  nowMs: number,
): void {
  for (const { customerRow, ...change } of changes) {
    const news = bindingNewsOf(change).map((binding) => ({ binding }));
    announcer.announce(news, nowMs, customerRow);
  }
}

/** Customers are named as they are now: one who is being erased by the pseudonym. */
export function bindingNews(
  customers: CustomerStorage,
  messages: readonly Numbered<NotifyMessage>[],
  home: string,
): NotifierRow[] {
  const ids = customers.idsOf(messages.flatMap(({ message }) => message.row ?? []));
  return notifierRows(home, messages, ({ row, news, atMs }) => {
    const customerId = row === null ? undefined : ids.get(row);
    invariant(customerId !== undefined && "binding" in news, "a Journey tells of bindings of its customers");
    return [sayBinding(news.binding, { customerId, tag: personTag(home, "customer", customerId) }, atMs)];
  });
}
