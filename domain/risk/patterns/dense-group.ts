/**
 * The group of promoters and customers that buy from each other more than anybody else does. Who buys from many
 * promoters, and who sells to many, says little about any one of them, so each purchase counts less the more its
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

interface Node {
  weight: number;
  readonly edges: { readonly to: number; readonly weight: number }[];
  isOut: boolean;
}

/** So that a customer of one promoter does not weigh without bound. */
const SOFTENING = 5;

/** After so many who were taken out, others may be let in. */
const STEP = 1_000;

/**
 * Takes out whoever adds least, one after another, and keeps the densest group that was left on the way. Stops now and then,
 * for others to be let in.
 */
export function* densestGroup<Promoter, Customer>(
  purchases: readonly Purchase<Promoter, Customer>[],
): Generator<void, DenseGroup<Promoter, Customer> | undefined> {
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
    if (removed.length % STEP === 0) yield;
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
