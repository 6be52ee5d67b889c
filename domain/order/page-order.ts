/**
 * Ids of orders that pages tell: a space of their own. No id of a merchant's reaches it, because such an id has no two blanks in turn.
 */
const PREFIX = "page  ";

/** The id under which an order stands that a page told, and nobody who signs. */
export function pageOrderIdOf(orderId: string): string {
  return `${PREFIX}${orderId}`;
}

/** True for an order that a page told. */
export function isPageOrderId(orderId: string): boolean {
  return orderId.startsWith(PREFIX);
}

/** The merchant's id of an order, whoever told it. */
export function merchantOrderIdOf(orderId: string): string {
  return isPageOrderId(orderId) ? orderId.slice(PREFIX.length) : orderId;
}

/** The other order that may stand for the same id of the merchant's: one is signed, and a page told the other. */
export function counterpartOf(orderId: string): string {
  return isPageOrderId(orderId) ? merchantOrderIdOf(orderId) : pageOrderIdOf(orderId);
}

/** From the first id of the space to behind its last one. */
export const PAGE_ORDER_IDS = { from: PREFIX, before: "page !" } as const;
