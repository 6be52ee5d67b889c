/** Finds the Durable Object that owns a promoter, customer or order: keyed hash, slot, object. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { bookIndexOf, objectIndexOf, objectName, type PromoterRef } from "../../domain/kernel/ids.ts";
import { merchantOrderIdOf } from "../../domain/order/page-order.ts";
import { homeOf, type Region } from "../../domain/kernel/region.ts";
import { hmacSha256, type MacKey, macKeyOf } from "./hmac.ts";
import { memoized } from "./memoized.ts";

/** What it takes to find a program's objects. */
export interface ObjectMap {
  readonly id: string;
  /** Where they lie; null where the platform chooses. */
  readonly region: Region | null;
  /** Random, made once with the program, base64. */
  readonly slotKey: string;
  /** Objects of each class, 1 to 256. */
  readonly objects: number;
}

/** What it takes to find the ledgers of a program, whose slots may have moved. */
export interface LedgerMap extends ObjectMap {
  /** The index of each slot's ledger, two hexadecimal digits each; null: as slots are dealt to `objects`. */
  readonly slotMap: string | null;
}

/** What it takes to find the Journeys of a program, whose slots may have moved. */
export interface JourneyMap extends ObjectMap {
  /** The index of each slot's Journey, as in a {@link LedgerMap}. */
  readonly journeyMap: string | null;
}

/** What a merchant gives ids to. */
type IdKind = "customer" | "order" | "member" | "campaign" | "contest";

/**
 * The slot, 0 to 255, of a merchant's id. Ids of different kinds do not share slots by design of the hash. What a page told
 * of an order has the order's slot, so that both have one owner.
 */
export function slotOf(program: Pick<ObjectMap, "slotKey">, kind: IdKind, id: string): number {
  const own = kind === "order" ? merchantOrderIdOf(id) : id;
  return hmacSha256(slotKeyOf(program.slotKey), encoder.encode(`${kind}\0${own}`))[0] ?? 0;
}

const encoder = new TextEncoder();
/** Prepared keys of the programs asked for, which are few in an isolate. */
const SLOT_KEYS_KEPT = 1_000;
const slotKeyOf = memoized<MacKey>(SLOT_KEYS_KEPT, (text) => macKeyOf(encoder.encode(text)));

export function journeyName(program: JourneyMap, customerId: string): string {
  const { journeyMap } = program;
  if (journeyMap === null) return ownerName(program, "customer", customerId);
  const slot = slotOf(program, "customer", customerId);
  return objectName(programHome(program), indexIn(journeyMap, slot));
}

/** The index of the object of a slot, by a map as it is stored. */
function indexIn(map: string, slot: number): number {
  return Number.parseInt(map.slice(2 * slot, 2 * slot + 2), 16);
}

/** Name of the object that owns a merchant's id. */
export function ownerName(program: ObjectMap, kind: IdKind, id: string): string {
  const index = program.objects === 1 ? 0 : objectIndexOf(slotOf(program, kind, id), program.objects);
  return objectName(programHome(program), index);
}

export function journeyOf(env: Env, program: JourneyMap, customerId: string) {
  return objectNamed(env.JOURNEY, journeyName(program, customerId));
}

export function ledgerName(program: LedgerMap, orderId: string): string {
  return ledgerNameOfSlot(program, slotOf(program, "order", orderId));
}

/** Name of the ledger that owns the orders of a slot. */
export function ledgerNameOfSlot(program: LedgerMap, slot: number): string {
  const { slotMap, objects } = program;
  const index = slotMap === null ? objectIndexOf(slot, objects) : indexIn(slotMap, slot);
  return objectName(programHome(program), index);
}

/** The owner of an order, with the order's slot: a ledger that the slot has left leads on by it. */
export function ledgerOf(env: Env, program: LedgerMap, orderId: string) {
  const slot = slotOf(program, "order", orderId);
  const name = ledgerNameOfSlot(program, slot);
  return { ledger: () => objectNamed(env.COMMISSION_LEDGER, name), slot };
}

export function bookName(program: ObjectMap, promoter: PromoterRef): string {
  return objectName(programHome(program), bookIndexOf(promoter, program.objects));
}

/** Name of the book that keeps the budgets of a slot's campaigns. */
export function bookNameOfSlot(program: ProgramObjects, slot: number): string {
  return objectName(programHome(program), objectIndexOf(slot, program.objects));
}

export function bookOf(env: Env, program: ObjectMap, promoter: PromoterRef) {
  return objectNamed(env.ACCOUNT_BOOK, bookName(program, promoter));
}

/** The book that keeps how a contest ended. */
export function bookOfContest(env: Env, program: ObjectMap, contest: string) {
  return objectNamed(env.ACCOUNT_BOOK, ownerName(program, "contest", contest));
}

export function treeOf(env: Env, program: ProgramObjects) {
  return objectNamed(env.REFERRAL_TREE, objectName(programHome(program), 0));
}

export function notifierOf(env: Env, program: ProgramObjects) {
  return objectNamed(env.NOTIFIER, objectName(programHome(program), 0));
}

/** What it takes to name all of a program's objects. */
export type ProgramObjects = Pick<ObjectMap, "id" | "region" | "objects">;

/** Names of all objects of one class. */
export function allNames(program: ProgramObjects): string[] {
  return Array.from({ length: program.objects }, (_, index) => objectName(programHome(program), index));
}

function programHome({ id, region }: ProgramObjects): string {
  return homeOf(id, region);
}
