/**
 * Our ids carry their owner, so that a read by id goes straight to it.
 *
 * A promoter's number (`PromoterRef`) is `sequence * 256 + slot`; its AccountBook follows from the number. A
 * commission's id carries the slot of its order, a payout's the promoter.
 */
import { idTextOf, parseIdText } from "./id-text.ts";

declare const promoterRef: unique symbol;

/** The number of a promoter within its program. */
export type PromoterRef = number & { readonly [promoterRef]: true };

export const SLOTS = 256;

export function promoterRefOf(sequence: number, slot: number): PromoterRef {
  return (sequence * SLOTS + slot) as PromoterRef;
}

/** The slot that a promoter was given. */
function slotOfPromoter(ref: PromoterRef): number {
  return ref % SLOTS;
}

/** Sequences of one deal: more promoters than a tree can hold. */
const DEAL = 2 ** 24;
/** Numbers of promoters of one deal. */
export const DEAL_NUMBERS = SLOTS * DEAL;

/** Behind this sequence begin the numbers of promoters who are dealt to so many books, whatever was before. */
export function sequencesBefore(books: number): number {
  return (books - 1) * DEAL;
}

/**
 * The index of the book that keeps a promoter's wallet. The number itself says to how many books its promoter was dealt. So
 * a wallet stays where it is when there are to be more.
 *
 * @param made books that the program was made with: those of the numbers before the first growth.
 */
export function bookIndexOf(ref: PromoterRef, made: number): number {
  const deal = Math.floor(ref / DEAL_NUMBERS);
  return slotOfPromoter(ref) % (deal === 0 ? made : deal + 1);
}

/** {@link bookIndexOf} as an expression of SQLite. @param promoter a column of integers. @param made an expression. */
export function bookIndexSql(promoter: string, made: string): string {
  const dealt = `CASE WHEN ${promoter} < ${DEAL_NUMBERS} THEN ${made} ELSE ${promoter} / ${DEAL_NUMBERS} + 1 END`;
  return `(${promoter} % ${SLOTS} % (${dealt}))`;
}

export function promoterIdOf(ref: PromoterRef): string {
  return `pr_${ref.toString(36)}`;
}

export function parsePromoterId(id: string): PromoterRef | undefined {
  const ref = parseBase36(id, "pr_");
  return ref === undefined ? undefined : (ref as PromoterRef);
}

export function linkIdOf(link: number): string {
  return `ln_${link.toString(36)}`;
}

export function parseLinkId(id: string): number | undefined {
  return parseBase36(id, "ln_");
}

/**
 * Which commission: the merchant's order, the credit's place, and the level. An order that was lost and told again has
 * the same ones, so that nobody is paid for it twice. The order's slot leads to its owner.
 */
export interface CommissionKey {
  readonly slot: number;
  readonly orderId: string;
  readonly credit: number;
  readonly level: number;
}

export function commissionIdOf({ slot, orderId, credit, level }: CommissionKey): string {
  const place = [slot, credit, level].map((part) => part.toString(36)).join("_");
  return `cm_${place}_${idTextOf(orderId)}`;
}

export function parseCommissionId(id: string): CommissionKey | undefined {
  const [slotText = "", creditText = "", levelText = "", order = ""] =
    /^cm_([0-9a-z]+)_([0-9a-z]+)_([0-9a-z]+)_([\w.-]+)$/.exec(id)?.slice(1) ?? [];
  const [slot, credit, level] = [slotText, creditText, levelText].map((part) =>
    parseBase36(`cm_${part}`, "cm_"),
  );
  const orderId = parseIdText(order);
  if (slot === undefined || credit === undefined || level === undefined || orderId === undefined) {
    return undefined;
  }
  return slot < SLOTS ? { slot, orderId, credit, level } : undefined;
}

/** The n-th payout of a promoter. */
export function payoutIdOf(ref: PromoterRef, number: number): string {
  return `po_${ref.toString(36)}_${number.toString(36)}`;
}

export function parsePayoutId(id: string): { promoter: PromoterRef; number: number } | undefined {
  const match = /^po_([0-9a-z]{1,10})_([0-9a-z]{1,10})$/.exec(id);
  const promoter = parseBase36(`pr_${match?.[1] ?? ""}`, "pr_");
  const number = parseBase36(`po_${match?.[2] ?? ""}`, "po_");
  if (promoter === undefined || number === undefined) return undefined;
  return { promoter: promoter as PromoterRef, number };
}

/** The n-th payout batch owned by the AccountBook of an index. */
export function payoutBatchIdOf(bookIndex: number, number: number): string {
  return `pb_${bookIndex.toString(36)}_${number.toString(36)}`;
}

export function parsePayoutBatchId(id: string): { bookIndex: number; number: number } | undefined {
  const match = /^pb_([0-9a-z]{1,10})_([0-9a-z]{1,10})$/.exec(id);
  const bookIndex = parseBase36(`pb_${match?.[1] ?? ""}`, "pb_");
  const number = parseBase36(`pb_${match?.[2] ?? ""}`, "pb_");
  return bookIndex === undefined || number === undefined ? undefined : { bookIndex, number };
}

/** The object of `objects` that holds a slot: slots are dealt out in turn. */
export function objectIndexOf(slot: number, objects: number): number {
  return slot % objects;
}

/** The name of a program's Durable Object of one class. @param home the program's id with its region. */
export function objectName(home: string, index: number): string {
  return `${home}/${index}`;
}

/** The index that {@link objectName} made a name of. */
export function indexOfObject(name: string): number {
  return Number(name.slice(name.lastIndexOf("/") + 1));
}

function parseBase36(id: string, prefix: string): number | undefined {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  if (!/^[0-9a-z]{1,10}$/.test(digits)) return undefined;
  const value = Number.parseInt(digits, 36);
  return Number.isSafeInteger(value) && value.toString(36) === digits ? value : undefined;
}
