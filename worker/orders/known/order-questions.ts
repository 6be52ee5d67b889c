/** What the books of promoters are told of an order that is decided, so that they say what is known beside sales. */
import type { Evidence } from "../../../domain/attribution/evidence.ts";
import { touchKey } from "../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Order } from "../../../domain/order/order.ts";
import { networkOfDay } from "../../../domain/risk/network-of-day.ts";
import type { OrderInQuestion } from "../../../durable-objects/account-book/risk/order-in-question.ts";
import { personTag } from "../../../durable-objects/object/person-tag.ts";

/** @param home of the program's objects. */
export function questionOf(
  home: string,
  { customerId, hashes = {} }: Order,
  { touches }: Evidence,
): (promoter: PromoterRef) => OrderInQuestion {
  const customer = customerId === undefined ? null : personTag(home, "customer", customerId);
  const contacts = Object.fromEntries(
    Object.entries(hashes).map(([kind, hash]) => [kind, personTag(home, kind, hash)]),
  );
  const clicks = Map.groupBy(touches, ({ touch }) => touch.promoter);
  return (promoter) => {
    const own = clicks.get(promoter) ?? [];
    const networks = new Set(own.flatMap(({ touch }) => networkOfDay(touch) ?? []));
    return {
      customer,
      clicks: [...new Set(own.map(({ touch }) => touchKey(touch)))],
      contacts,
      ...(networks.size === 0 ? {} : { networks: [...networks] }),
    };
  };
}
