/**
 * The group of promoters and customers that buy from each other more than anybody else does. Who buys from many
 * promoters, and who sells to many, says little about any one of them. So each purchase counts less the more its
 * customer buys elsewhere.
 *
 * Source: B. Hooi et al., "FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", KDD 2016.
 */
import { LightestFirst } from "./lightest-first.ts";

/** A customer bought from a promoter, so many times. */
export interface Purchase<Promoter, Customer> {
  readonly promoter: Promoter;
  readonly customer: Customer;
  readonly orders: number;
}

export interface DenseGroup<Promoter, Customer> {
  readonly promoters: ReadonlySet<Promoter>;
  readonly customers: ReadonlySet<Customer>;
  /** Weight of its purchases by the number of its members. */
  readonly density: number;
}

/** So that a customer of one promoter does not weigh without bound. */
const SOFTENING = 5;

/** Purchases that are looked at between two turns of others. */
const STRIDE = 5_000;

/** Those with their purchases: of a node, the ones from its start to that of the next. */
interface Graph {
  readonly weights: Float64Array;
  readonly starts: Int32Array;
  readonly others: Int32Array;
  readonly edges: Float64Array;
}

/**
 * Takes out whoever adds least, one after another, and keeps the densest group that was left on the way. Stops now and then,
 * for others to be let in.
 */
export function* densestGroup<Promoter, Customer>(
  purchases: readonly Purchase<Promoter, Customer>[],
): Generator<void, DenseGroup<Promoter, Customer> | undefined> {
  const promoters = yield* numbered(purchases, ({ promoter }) => promoter);
  const customers = yield* numbered(purchases, ({ customer }) => customer);
  const graph = yield* graphOf(purchases, promoters, customers);
  const { removed, best } = yield* takeOut(graph);
  if (best.density === 0) return undefined;
  const isGone = new Uint8Array(graph.weights.length);
  for (const place of removed.subarray(0, best.removed)) isGone[place] = 1;
  yield;
  return {
    promoters: yield* left(promoters, 0, isGone),
    customers: yield* left(customers, promoters.size, isGone),
    density: best.density,
  };
}

/** Whoever is taken out, in order, and how many were when the others were densest. */
interface TakenOut {
  readonly removed: Int32Array;
  readonly best: { readonly density: number; readonly removed: number };
}

function* takeOut({ weights, starts, others, edges }: Graph): Generator<void, TakenOut> {
  const nodes = weights.length;
  const queue = new LightestFirst(nodes, nodes + edges.length);
  let weight = 0;
  for (const [place, own] of weights.entries()) {
    weight += own;
    queue.put(place, own);
    if (place % STRIDE === STRIDE - 1) yield;
  }
  weight /= 2;
  const isOut = new Uint8Array(nodes);
  const removed = new Int32Array(nodes);
  let best = { density: 0, removed: 0 };
  let looked = 0;
  for (let out = 0; out < nodes; out += 1) {
    const density = weight / (nodes - out);
    if (density > best.density) best = { density, removed: out };
    const place = queue.take();
    if (place === undefined) break;
    isOut[place] = 1;
    removed[out] = place;
    weight -= weights[place] ?? 0;
    for (let at = starts[place] ?? 0; at < (starts[place + 1] ?? 0); at += 1) {
      looked += 1;
      if (looked % STRIDE === 0) yield;
      const other = others[at] ?? 0;
      if (isOut[other] === 1) continue;
      const lighter = (weights[other] ?? 0) - (edges[at] ?? 0);
      weights[other] = lighter;
      queue.put(other, lighter);
    }
  }
  return { removed, best };
}

function* numbered<Item, Name>(
  items: readonly Item[],
  nameOf: (item: Item) => Name,
): Generator<void, Map<Name, number>> {
  const places = new Map<Name, number>();
  for (const [at, item] of items.entries()) {
    const name = nameOf(item);
    if (!places.has(name)) places.set(name, places.size);
    if (at % STRIDE === STRIDE - 1) yield;
  }
  return places;
}

function* left<Name>(
  names: ReadonlyMap<Name, number>,
  first: number,
  isGone: Uint8Array,
): Generator<void, Set<Name>> {
  const those = new Set<Name>();
  for (const [name, place] of names) {
    if (isGone[first + place] === 0) those.add(name);
    if (place % STRIDE === STRIDE - 1) yield;
  }
  return those;
}

function* graphOf<Promoter, Customer>(
  purchases: readonly Purchase<Promoter, Customer>[],
  promoters: ReadonlyMap<Promoter, number>,
  customers: ReadonlyMap<Customer, number>,
): Generator<void, Graph> {
  const nodes = promoters.size + customers.size;
  const ends = new Int32Array(purchases.length * 2);
  const degrees = new Int32Array(nodes);
  for (const [at, { promoter, customer }] of purchases.entries()) {
    const pair = [promoters.get(promoter) ?? 0, promoters.size + (customers.get(customer) ?? 0)] as const;
    ends.set(pair, at * 2);
    for (const place of pair) degrees[place] = (degrees[place] ?? 0) + 1;
    if (at % STRIDE === STRIDE - 1) yield;
  }
  const starts = new Int32Array(nodes + 1);
  for (const [place, degree] of degrees.entries()) starts[place + 1] = (starts[place] ?? 0) + degree;
  yield;
  const graph: Graph = {
    weights: new Float64Array(nodes),
    starts,
    others: new Int32Array(ends.length),
    edges: new Float64Array(ends.length),
  };
  const next = starts.slice();
  for (const [at, { orders }] of purchases.entries()) {
    const [from, to] = [ends[at * 2] ?? 0, ends[at * 2 + 1] ?? 0];
    const weight = orders / Math.log((degrees[to] ?? 1) + SOFTENING);
    join(graph, next, { from, to, weight });
    join(graph, next, { from: to, to: from, weight });
    if (at % STRIDE === STRIDE - 1) yield;
  }
  return graph;
}

function join(
  { weights, others, edges }: Graph,
  next: Int32Array,
  { from, to, weight }: { readonly from: number; readonly to: number; readonly weight: number },
): void {
  const at = next[from] ?? 0;
  next[from] = at + 1;
  others[at] = to;
  edges[at] = weight;
  weights[from] = (weights[from] ?? 0) + weight;
}
