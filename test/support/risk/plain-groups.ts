/** Rings and dense groups with an object for each node, in one go: what is looked for in turns is held to them. */
import type { DenseGroup, Purchase } from "../../../domain/risk/patterns/dense-group.ts";
import type { PromoterPurchase } from "../../../domain/risk/patterns/rings.ts";

interface Node {
  weight: number;
  readonly edges: { readonly to: number; readonly weight: number }[];
  isOut: boolean;
}

/** So that a customer of one promoter does not weigh without bound. */
const SOFTENING = 5;

/**
 * Takes out whoever adds least, one after another, and keeps the densest group that was left on the way.  */
export function plainDensestGroup<Promoter, Customer>(
  purchases: readonly Purchase<Promoter, Customer>[],
): DenseGroup<Promoter, Customer> | undefined {
  const promoters = numbered(purchases.map(({ promoter }) => promoter));
  const customers = numbered(purchases.map(({ customer }) => customer));
  const nodes = nodesOf(purchases, promoters, customers);
  let weight = nodes.reduce((all, node) => all + node.weight, 0) / 2;
  let left = nodes.length;
  let best = { density: 0, removed: 0 };
  const removed: number[] = [];
  const queue = new LightestFirst(nodes.map((node) => node.weight));
  while (left > 0) {
    const density = weight / left;
    if (density > best.density) best = { density, removed: removed.length };
    const place = queue.take();
    const node = place === undefined ? undefined : nodes[place];
    if (place === undefined || node === undefined) break;
    node.isOut = true;
    weight -= node.weight;
    for (const { to, weight: edge } of node.edges) {
      const other = nodes[to];
      if (other === undefined || other.isOut) continue;
      other.weight -= edge;
      queue.put(to, other.weight);
    }
    removed.push(place);
    left -= 1;
  }
  if (best.density === 0) return undefined;
  const gone = new Set(removed.slice(0, best.removed));
  const those = <Name>(names: ReadonlyMap<Name, number>, first: number) =>
    new Set([...names].filter(([, place]) => !gone.has(first + place)).map(([name]) => name));
  return {
    promoters: those(promoters, 0),
    customers: those(customers, promoters.size),
    density: best.density,
  };
}

function numbered<Name>(names: readonly Name[]): Map<Name, number> {
  const places = new Map<Name, number>();
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  return places;
}

function nodesOf<Promoter, Customer>(
  purchases: readonly Purchase<Promoter, Customer>[],
  promoters: ReadonlyMap<Promoter, number>,
  customers: ReadonlyMap<Customer, number>,
): Node[] {
  const bought = new Map<Customer, number>();
  for (const { customer } of purchases) bought.set(customer, (bought.get(customer) ?? 0) + 1);
  const nodes = Array.from({ length: promoters.size + customers.size }, (): Node => ({
    weight: 0,
    edges: [],
    isOut: false,
  }));
  for (const { promoter, customer, orders } of purchases) {
    const [from, to] = [promoters.get(promoter) ?? 0, promoters.size + (customers.get(customer) ?? 0)];
    const weight = orders / Math.log((bought.get(customer) ?? 1) + SOFTENING);
    for (const [here, there] of [
      [from, to],
      [to, from],
    ] as const) {
      const node = nodes[here];
      if (node === undefined) continue;
      node.weight += weight;
      node.edges.push({ to: there, weight });
    }
  }
  return nodes;
}

/** Places by weight, the lightest first. A place that became lighter is put in again, and taken once. */
class LightestFirst {
  readonly #heap: { readonly place: number; readonly weight: number }[] = [];
  readonly #taken = new Set<number>();

  constructor(weights: readonly number[]) {
    for (const [place, weight] of weights.entries()) this.put(place, weight);
  }

  put(place: number, weight: number): void {
    const heap = this.#heap;
    let at = heap.push({ place, weight }) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfLighter(at, above)) return;
      at = above;
    }
  }

  take(): number | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#heap.length > 0) this.#sink(last);
      if (this.#taken.has(first.place)) continue;
      this.#taken.add(first.place);
      return first.place;
    }
  }

  #sink(item: { readonly place: number; readonly weight: number }): void {
    this.#heap[0] = item;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const right = left + 1;
      const lighter =
        (this.#heap[right]?.weight ?? Infinity) < (this.#heap[left]?.weight ?? Infinity) ? right : left;
      if (lighter >= this.#heap.length || !this.#swapIfLighter(lighter, at)) return;
      at = lighter;
    }
  }

  #swapIfLighter(below: number, above: number): boolean {
    const [one, other] = [this.#heap[below], this.#heap[above]];
    if (one === undefined || other === undefined || one.weight >= other.weight) return false;
    this.#heap[above] = one;
    this.#heap[below] = other;
    return true;
  }
}

const FEWEST_PROMOTERS = 2;
const FEWEST_CUSTOMERS = 3;
/** Of the group's promoters' orders, the part that its own customers make. */
const OWN_ORDERS = 0.5;
/** Of the group's promoters, the part that a customer of it buys from: of two who share no customer each has half. */
const OWN_PROMOTERS = 2 / 3;

export function plainLivesOnItself<Promoter, Customer>(
  { promoters, customers }: DenseGroup<Promoter, Customer>,
  purchases: readonly Purchase<Promoter, Customer>[],
): boolean {
  if (promoters.size < FEWEST_PROMOTERS || customers.size < FEWEST_CUSTOMERS) return false;
  const sold = purchases.filter(({ promoter }) => promoters.has(promoter));
  const inside = sold.filter(({ customer }) => customers.has(customer));
  const ordersOf = (some: typeof sold) => some.reduce((all, { orders }) => all + orders, 0);
  const pairs = promoters.size * customers.size;
  return ordersOf(inside) >= OWN_ORDERS * ordersOf(sold) && inside.length >= OWN_PROMOTERS * pairs;
}

/** Circles of more promoters are as good as any crowd of friends. */
const LONGEST = 4;
/** One purchase each is a coincidence among friends; two from each is not. */
const FEWEST_OF_RING = 2;

/** Every promoter that belongs to a ring, with the shortest one, beginning with itself. */
export function plainRingsOf<Promoter>(
  purchases: readonly PromoterPurchase<Promoter>[],
): Map<Promoter, readonly Promoter[]> {
  const sellers = new Map<Promoter, Set<Promoter>>();
  for (const { buyer, seller, orders } of purchases) {
    if (orders < FEWEST_OF_RING || buyer === seller) continue;
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
