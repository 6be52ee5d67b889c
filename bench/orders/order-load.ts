/** Orders as a merchant's shop sends them: in batches, each with a signed token that proves two touches. */
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { signToken } from "../../worker/platform/click-tokens.ts";
import { keyRing } from "../../worker/platform/keys.ts";
import { PROGRAM, type Shop } from "../shop.ts";
import { KEYS } from "../subjects/tributary.ts";

/** Promoters of each level of the tree: every root has the same number below it. */
export interface TreeShape {
  readonly roots: number;
  readonly childrenPerRoot: number;
  readonly childrenPerChild: number;
}

export interface Member {
  readonly memberId: string;
  readonly promoter: PromoterRef;
  readonly upline: PromoterRef | null;
}

export const ORDERS_PER_BATCH = 100;
const SETUP_CONCURRENCY = 16;
const CUSTOMERS = 50_000;
const ring = keyRing(KEYS);

/** Makes the tree by the API, one level after the other. */
export async function plantTree(shop: Shop, shape: TreeShape): Promise<Member[]> {
  const roots = await recruit(shop, spread(shape.roots, [], "r"));
  const children = await recruit(shop, spread(shape.roots * shape.childrenPerRoot, roots, "c"));
  const grandchildren = children.length * shape.childrenPerChild;
  const leaves = await recruit(shop, spread(grandchildren, children, "g"));
  return [...roots, ...children, ...leaves];
}

interface Candidate {
  readonly memberId: string;
  readonly upline: Member | null;
}

function spread(count: number, uplines: readonly Member[], prefix: string): Candidate[] {
  return Array.from({ length: count }, (_, index) => ({
    memberId: `${prefix}${index}`,
    upline: uplines[index % Math.max(uplines.length, 1)] ?? null,
  }));
}

async function recruit({ api }: Shop, candidates: readonly Candidate[]): Promise<Member[]> {
  const members: Member[] = [];
  await inParallel(SETUP_CONCURRENCY, candidates, async ({ memberId, upline }) => {
    const uplineMemberId = upline === null ? {} : { uplineMemberId: upline.memberId };
    const { id } = await api.post(`/v1/programs/${PROGRAM}/promoters`, { memberId, ...uplineMemberId });
    const promoter = parsePromoterId(id);
    invariant(promoter !== undefined && promoter !== null, "a promoter has an id of ours");
    members.push({ memberId, promoter, upline: upline?.promoter ?? null });
  });
  return members;
}

/** Bodies of batches, made before anything is timed. `name` keeps the orders of two rounds apart. */
export function orderBatches(
  name: string,
  count: number,
  sellers: readonly Member[],
  program: number,
): string[] {
  return Array.from({ length: Math.ceil(count / ORDERS_PER_BATCH) }, (_, batch) => {
    const conversions = Array.from({ length: ORDERS_PER_BATCH }, (_, index) =>
      orderOf(name, batch * ORDERS_PER_BATCH + index, sellers, program),
    );
    return JSON.stringify({ conversions });
  });
}

/** One order whose buyer clicked links of two promoters; the later one earns. */
export function orderOf(name: string, index: number, sellers: readonly Member[], program: number): object {
  const seller = sellers[(index * 7_919) % sellers.length];
  const other = sellers[(index * 104_729 + 1) % sellers.length];
  invariant(seller !== undefined && other !== undefined, "there are sellers");
  const occurredAtMs = Date.now() - 60_000;
  const touchOf = ({ promoter }: Member, agoMs: number) => ({
    kind: "click" as const,
    promoter,
    link: promoter,
    occurredAtMs: occurredAtMs - agoMs,
    nonce: index % 65_536,
  });
  const clickToken = signToken(ring, {
    program,
    visitor: index.toString(16).padStart(16, "0"),
    click: touchOf(seller, 0),
    earlier: [touchOf(other, 3_600_000)],
  });
  const orderId = `${name}-${index}`;
  return {
    orderId,
    amount: 10_000 + (index % 977),
    currency: "CNY",
    customerId: `${name}-c${index % CUSTOMERS}`,
    clickToken,
  };
}

/** Bodies of one order each, told otherwise as those of batches are. */
export function singleOrders(
  name: string,
  count: number,
  sellers: readonly Member[],
  program: number,
): string[] {
  return Array.from({ length: count }, (_, index) => JSON.stringify(orderOf(name, index, sellers, program)));
}

/** Works through a list, so many at a time. */
export async function inParallel<T>(
  concurrency: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next];
      next += 1;
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
