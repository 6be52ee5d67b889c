/** Promoters who buy from each other in a circle: each of them is a customer of the next one. */

/** A promoter bought from another one, so many times. */
export interface PromoterPurchase<Promoter> {
  readonly buyer: Promoter;
  readonly seller: Promoter;
  readonly orders: number;
}

/** Circles of more promoters are as good as any crowd of friends. */
const LONGEST = 4;
/** One purchase each is a coincidence among friends; two from each is not. */
const FEWEST_ORDERS = 2;

/** Every promoter that belongs to a ring, with the shortest one, beginning with itself. */
export function ringsOf<Promoter>(
  purchases: readonly PromoterPurchase<Promoter>[],
): Map<Promoter, readonly Promoter[]> {
  const sellers = new Map<Promoter, Set<Promoter>>();
  for (const { buyer, seller, orders } of purchases) {
    if (orders < FEWEST_ORDERS || buyer === seller) continue;
    sellers.set(buyer, (sellers.get(buyer) ?? new Set()).add(seller));
  }
  const rings = new Map<Promoter, readonly Promoter[]>();
  for (const first of sellers.keys()) {
    const ring = shortestFrom(first, sellers);
    if (ring !== undefined) rings.set(first, ring);
  }
  return rings;
}

function shortestFrom<Promoter>(
  first: Promoter,
  sellers: ReadonlyMap<Promoter, ReadonlySet<Promoter>>,
): readonly Promoter[] | undefined {
  const reached = new Set([first]);
  let paths: Promoter[][] = [[first]];
  for (let length = 1; length <= LONGEST; length += 1) {
    const longer: Promoter[][] = [];
    for (const path of paths) {
      const last = path.at(-1) ?? first;
      for (const next of sellers.get(last) ?? []) {
        if (next === first) return path;
        if (reached.has(next)) continue;
        reached.add(next);
        longer.push([...path, next]);
      }
    }
    paths = longer;
  }
  return undefined;
}
