/** Gathers what speaks for a promoter in each order of a batch: reads alone, one call per owner. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import type {
  Evidence,
  EvidenceCoupon,
  EvidenceTouch,
  OrderEvidence,
} from "../../domain/attribution/evidence.ts";
import type { TokenFault } from "../../domain/attribution/attribution.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import type { Order } from "../../domain/order/order.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramSettings } from "../configuration/program-settings.ts";
import type { Version } from "../../domain/program/versions.ts";
import type { TreeSnapshot } from "../../domain/referral/promoter.ts";
import { type ClickToken, touchesOf } from "../../domain/tracking/click-token.ts";
import type { CustomerEvidence, EvidenceQuery } from "../../durable-objects/journey/journey-calls.ts";
import { inTime } from "./sequence/in-time.ts";
import { firstOrders } from "./sequence/first-orders.ts";
import type { Conversion } from "./conversion.shapes.ts";
import { type Coupon, findCoupons } from "../coupons/coupons.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readTokenOf } from "../platform/click-tokens.ts";
import { type KeyRing, keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, treeOf } from "../platform/objects.ts";

/** An order to be decided, with the settings in force at its time and what came with it. */
export interface PendingOrder {
  readonly order: Order;
  readonly settings: Version<ProgramSettings>;
  /** Of an order that is decided anew: those that count for it. Absent: those in force at its time. */
  readonly rules?: RuleSet;
  readonly received: OrderEvidence;
  /** What the Journey learned later than that does not count. */
  readonly knownByMs: number;
  /** Whom an operator says the order belongs to. */
  readonly manual?: PromoterRef;
  /** Of an order that is decided anew: what was found at first. */
  readonly customerIsNew?: boolean;
  readonly customerSinceMs?: number;
}

export interface GatheredOrder {
  readonly evidence: Evidence;
  /** Promoters that the evidence names, as they stood at the order's time. */
  readonly snapshots: ReadonlyMap<PromoterRef, TreeSnapshot>;
  readonly buyerIsPromoter: PromoterRef | null;
  /** The buyer's place in the tree at the order's time, when it is a promoter. */
  readonly buyerInTree?: TreeSnapshot;
  /** True when it is known that the customer bought nothing before. */
  readonly customerIsNew: boolean;
  /** When the customer's first order was placed, of those that stand and this one; absent without a customer. */
  readonly customerSinceMs?: number;
  /** Browsers that the customer ordered from of late, this order's among them; absent where none is known. */
  readonly devices?: number;
}

/** What orders are gathered for: to be decided, or to be decided as if by other rules. */
interface GatheringFor {
  readonly isTrial: boolean;
  readonly rules?: RuleSet | undefined;
}

/** The evidence of each order, in the sequence given. */
export async function gatherEvidence(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
  { isTrial, rules }: GatheringFor,
): Promise<GatheredOrder[]> {
  const [customers, coupons] = await Promise.all([
    readCustomers(env, program, orders, isTrial),
    readCoupons(env, program, orders),
  ]);
  const evidence = orders.map((pending, index) => evidenceOf(pending, customers[index], coupons));
  const named = withOthersOfCustomer(orders, evidence.map(promotersNamed));
  const [{ snapshots, buyers }, firsts] = await Promise.all([
    readSnapshots(env, program, orders, named),
    firstOrders(env, program, orders, customers, rules),
  ]);
  return orders.map(({ order, customerIsNew, customerSinceMs }, index) => {
    const found = evidence[index] ?? NO_EVIDENCE;
    const firstOrderAtMs = firsts[index] ?? null;
    const sinceMs = customerSinceMs ?? sinceOf(order, firstOrderAtMs);
    return {
      evidence: found,
      snapshots: snapshots[index] ?? new Map(),
      buyerIsPromoter: buyers[index]?.ref ?? null,
      ...(buyers[index] == null ? {} : { buyerInTree: buyers[index] }),
      customerIsNew: customerIsNew ?? (order.customerId !== undefined && firstOrderAtMs === null),
      ...(sinceMs === undefined ? {} : { customerSinceMs: sinceMs }),
      ...(customers[index]?.devices === undefined ? {} : { devices: customers[index].devices }),
    };
  });
}

/** An order that occurred before all that are known is the first, though it was told after them. */
function sinceOf({ customerId, occurredAtMs }: Order, firstOrderAtMs: number | null): number | undefined {
  return customerId === undefined ? undefined : Math.min(occurredAtMs, firstOrderAtMs ?? Infinity);
}

export const NO_EVIDENCE: Evidence = { touches: [], tokenFaults: [], binding: null, coupon: null };

/** What a conversion brings by itself: the touches that its tokens prove, and its coupon. */
export function receivedEvidence(
  env: Env,
  program: ProgramConfig,
  { tokens, couponCode }: Pick<Conversion, "tokens" | "couponCode">,
  nowMs: number,
): OrderEvidence {
  const { device, ...found } = readTokens(keyRing(env), program.number, tokens);
  return { ...found, couponCode, gatheredAtMs: nowMs, ...(device === null ? {} : { device }) };
}

function readTokens(
  ring: KeyRing,
  program: number,
  tokens: readonly string[],
): { touches: EvidenceTouch[]; tokenFaults: TokenFault[]; device: string | null } {
  const touches: EvidenceTouch[] = [];
  let newest: ClickToken | null = null;
  const tokenFaults: TokenFault[] = [];
  for (const text of tokens) {
    const reading = readTokenOf(ring, program, text);
    if (reading.kind === "fault") tokenFaults.push(reading.fault);
    else {
      const { token } = reading;
      touches.push(...touchesOf(token).map((touch): EvidenceTouch => ({ touch, source: "order" })));
      if (newest === null || token.click.occurredAtMs > newest.click.occurredAtMs) newest = token;
    }
  }
  return { touches, tokenFaults, device: newest?.visitor ?? null };
}

function evidenceOf(
  { order, received, manual }: PendingOrder,
  customer: CustomerEvidence | undefined,
  coupons: ReadonlyMap<string, Coupon>,
): Evidence {
  const known = (customer?.touches ?? []).map((touch): EvidenceTouch => ({ touch, source: "journey" }));
  return {
    touches: [...received.touches, ...known],
    tokenFaults: received.tokenFaults,
    binding: customer?.binding ?? null,
    coupon: received.couponCode === null ? null : couponAt(received.couponCode, coupons, order.occurredAtMs),
    ...(manual === undefined ? {} : { manual }),
  };
}

/** A coupon as it stood when the order occurred. */
function couponAt(code: string, coupons: ReadonlyMap<string, Coupon>, atMs: number): EvidenceCoupon {
  const coupon = coupons.get(couponKey(code));
  if (coupon === undefined) return { code, status: "unknown" };
  const { promoter, expiresAtMs } = coupon;
  return { code, status: expiresAtMs === null || atMs < expiresAtMs ? "valid" : "expired", promoter };
}

function promotersNamed({ touches, binding, coupon, manual }: Evidence): PromoterRef[] {
  const refs = new Set(touches.map(({ touch }) => touch.promoter));
  if (binding !== null) refs.add(binding.promoter);
  if (coupon !== null && coupon.status !== "unknown") refs.add(coupon.promoter);
  if (manual !== undefined) refs.add(manual);
  return [...refs];
}

/**
 * Whom an order names, its customer may be bound to when the next one of this call occurs. And by that promoter it may
 * have come to an earlier order that nobody earned.
 */
function withOthersOfCustomer(
  orders: readonly PendingOrder[],
  named: readonly (readonly PromoterRef[])[],
): readonly (readonly PromoterRef[])[] {
  const ofCustomers = new Map<string, Set<PromoterRef>>();
  orders.forEach(({ order: { customerId } }, index) => {
    if (customerId === undefined) return;
    const all = ofCustomers.get(customerId) ?? new Set();
    for (const promoter of named[index] ?? []) all.add(promoter);
    ofCustomers.set(customerId, all);
  });
  return orders.map(({ order: { customerId } }, index) => [
    ...(ofCustomers.get(customerId ?? "") ?? named[index] ?? []),
  ]);
}

/** All coupons of the batch in one read; none when no order has a code. */
async function readCoupons(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
): Promise<ReadonlyMap<string, Coupon>> {
  const codes = new Set(
    orders.flatMap(({ received }) => (received.couponCode === null ? [] : [received.couponCode])),
  );
  return codes.size === 0 ? new Map() : await findCoupons(env.CONFIG, program.number, [...codes]);
}

/** What the Journeys know of each order's customer, by the order's place in the batch. */
async function readCustomers(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
  isTrial: boolean,
): Promise<(CustomerEvidence | undefined)[]> {
  const byJourney = new Map<string, ({ index: number } & EvidenceQuery)[]>();
  inTime(orders).forEach(({ order, knownByMs, received: { device }, index }) => {
    if (order.customerId === undefined) return;
    const name = journeyName(program, order.customerId);
    const queries = byJourney.get(name) ?? [];
    // Who may be the first is asked of orders that are decided now, and of the earliest first. A trial takes nobody's place.
    const deciding =
      !isTrial && knownByMs === Infinity && order.amount > 0 ? { deciding: order.orderId } : {};
    const from = device === undefined ? {} : { device };
    queries.push({
      index,
      customerId: order.customerId,
      atMs: order.occurredAtMs,
      knownByMs,
      ...deciding,
      ...from,
    });
    byJourney.set(name, queries);
  });
  const customers: (CustomerEvidence | undefined)[] = orders.map(() => undefined);
  await Promise.all(
    [...byJourney].map(async ([name, queries]) => {
      const asked = queries.map(({ index: _index, ...query }) => query);
      const found = await callObject(async () => await objectNamed(env.JOURNEY, name).evidence(asked));
      queries.forEach(({ index }, place) => {
        customers[index] = found[place];
      });
    }),
  );
  return customers;
}

/** How each named promoter stood at its order's time, in one call of the tree. */
async function readSnapshots(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
  named: readonly (readonly PromoterRef[])[],
): Promise<{ snapshots: Map<PromoterRef, TreeSnapshot>[]; buyers: (TreeSnapshot | null)[] }> {
  const customers = orders.flatMap(({ order: { customerId, occurredAtMs } }, index) =>
    customerId === undefined ? [] : [{ index, memberId: customerId, atMs: occurredAtMs }],
  );
  const compresses = orders.some(({ settings }) => settings.value.commission.inactiveUpline === "compress");
  const promoters = orders.flatMap(({ order }, index) =>
    (named[index] ?? []).map((ref) => ({ ref, atMs: order.occurredAtMs })),
  );
  if (promoters.length === 0 && customers.length === 0) return { snapshots: [], buyers: [] };
  const uplines = compresses ? LIMITS.treeDepth : LIMITS.levels;
  const answer = await callObject(
    async () =>
      await treeOf(env, program).snapshots({
        promoters,
        uplines,
        members: customers.map(({ memberId, atMs }) => ({ memberId, atMs })),
      }),
  );
  const buyers: (TreeSnapshot | null)[] = orders.map(() => null);
  customers.forEach(({ index }, place) => {
    buyers[index] = answer.members[place] ?? null;
  });
  let next = 0;
  const snapshots = orders.map((_, index) => {
    const found = new Map<PromoterRef, TreeSnapshot>();
    for (const ref of named[index] ?? []) {
      const snapshot = answer.promoters[next++];
      if (snapshot != null) found.set(ref, snapshot);
    }
    return found;
  });
  return { snapshots, buyers };
}
