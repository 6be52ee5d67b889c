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

/** Purchases that are looked at between two turns of others. */
const STRIDE = 5_000;

/** What was found since the last turn of others. */
export interface RingsFound<Promoter> {
  /** Up to this promoter all rings are known; null before the first one. */
  readonly through: Promoter | null;
  /** A promoter that belongs to a ring, with the shortest one, beginning with itself. */
  readonly rings: readonly (readonly [promoter: Promoter, ring: readonly Promoter[]])[];
}

type Sellers<Promoter> = ReadonlyMap<Promoter, ReadonlySet<Promoter>>;

/** Every promoter after one that belongs to a ring, by number. Stops now and then, for others to be let in, and at the end. */
export function* ringsOf<Promoter extends number>(
  purchases: Purchases<Promoter>,
  after: Promoter | 0 = 0,
): Generator<RingsFound<Promoter>, void> {
  let through: Promoter | null = null;
  let left = purchases.filter(({ buyer, seller, orders }) => orders >= FEWEST_ORDERS && buyer !== seller);
  for (let round = 0; round < LONGEST; round += 1) {
    left = withoutEnds(left);
    yield { through, rings: [] };
  }
  const sellers = sellersOf(left);
  let rings: [Promoter, readonly Promoter[]][] = [];
  let looked = 0;
  for (const first of [...sellers.keys()].filter((one) => one > after).sort((a, b) => a - b)) {
    const search = shortestFrom(first, sellers);
    let step = search.next();
    for (; step.done !== true; step = search.next()) {
      looked += 1;
      if (looked % STRIDE !== 0) continue;
      yield { through, rings };
      rings = [];
    }
    if (step.value !== undefined) rings.push([first, step.value]);
    through = first;
  }
  yield { through, rings };
}

type Purchases<Promoter> = readonly PromoterPurchase<Promoter>[];

/** Without those who buy or sell nothing: they belong to no circle. */
function withoutEnds<Promoter>(purchases: Purchases<Promoter>): PromoterPurchase<Promoter>[] {
  const buyers = new Set(purchases.map(({ buyer }) => buyer));
  const sold = new Set(purchases.map(({ seller }) => seller));
  return purchases.filter(({ buyer, seller }) => sold.has(buyer) && buyers.has(seller));
}

/** Of whom each one buys. */
function sellersOf<Promoter>(purchases: Purchases<Promoter>): Sellers<Promoter> {
  const sellers = new Map<Promoter, Set<Promoter>>();
  for (const { buyer, seller } of purchases) {
    const known = sellers.get(buyer);
    if (known === undefined) sellers.set(buyer, new Set([seller]));
    else known.add(seller);
  }
  return sellers;
}

/** Stops at each purchase that it looks at. */
function* shortestFrom<Promoter>(
  first: Promoter,
  sellers: Sellers<Promoter>,
): Generator<void, readonly Promoter[] | undefined> {
  const reached = new Set([first]);
  let paths: Promoter[][] = [[first]];
  for (let length = 1; length <= LONGEST; length += 1) {
    const longer: Promoter[][] = [];
    for (const path of paths) {
      for (const next of sellers.get(path.at(-1) ?? first) ?? []) {
        yield;
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
