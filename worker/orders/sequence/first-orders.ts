/** Since when customers have orders that stand: one that was wholly taken back leaves its customer as new as before. */
import type { PaidOrder } from "../../../durable-objects/journey/paid-orders.ts";
import type { CustomerEvidence } from "../../../durable-objects/journey/journey-calls.ts";
import type { CommissionRule, RuleSet } from "../../../domain/commission/rule.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ordersThat } from "./orders-that.ts";

/** The time of each customer's first order that stands, by the place of the order that is decided; null without one. */
export async function firstOrders(
  env: Env,
  program: ProgramConfig,
  orders: readonly { readonly order: Order }[],
  customers: readonly (CustomerEvidence | undefined)[],
  tried?: RuleSet,
): Promise<(number | null)[]> {
  const paid = orders.map(({ order }, index) =>
    paidOf(customers[index]).filter(({ orderId }) => orderId !== order.orderId),
  );
  const gone = asksForCustomers(program, tried)
    ? await goneAmong(env, program, paid.flat())
    : new Set<string>();
  return paid.map((known) => {
    const times = known.flatMap(({ orderId, occurredAtMs }) => (gone.has(orderId) ? [] : [occurredAtMs]));
    return times.length === 0 ? null : Math.min(...times);
  });
}

/** An older Journey knows the time of the first order alone. */
function paidOf(customer: CustomerEvidence | undefined): readonly PaidOrder[] {
  if (customer?.paidOrders !== undefined) return customer.paidOrders;
  const firstOrderAtMs = customer?.firstOrderAtMs ?? null;
  return firstOrderAtMs === null ? [] : [{ orderId: "", occurredAtMs: firstOrderAtMs }];
}

/** Whether a rule of the program goes by a customer's first order. */
export function asksForCustomers(program: ProgramConfig, tried?: RuleSet): boolean {
  return anyRule(
    program,
    tried,
    ({ customers, customerWithin }) => customers === "new" || customerWithin !== undefined,
  );
}

/** Whether a rule of the program goes by a promoter's sales. */
export function asksForSales(program: ProgramConfig, tried?: RuleSet): boolean {
  return anyRule(program, tried, ({ levels }) => levels.some(({ kind }) => kind === "tiered"));
}

/** Whether what an order earns depends on what its promoters sold before: by brackets, or since a rule is for a tier. */
export function goBySales(program: ProgramConfig): boolean {
  return asksForSales(program) || anyRule(program, undefined, ({ scope }) => scope.tier !== undefined);
}

/** @param tried rules that orders are decided by as if. */
function anyRule(
  { rules }: ProgramConfig,
  tried: RuleSet | undefined,
  is: (rule: CommissionRule) => boolean,
): boolean {
  return [...rules.map(({ value }) => value), ...(tried === undefined ? [] : [tried])].some((set) =>
    set.rules.some(is),
  );
}

/** Of orders, those that were wholly taken back. */
async function goneAmong(env: Env, program: ProgramConfig, paid: readonly PaidOrder[]): Promise<Set<string>> {
  const ids = [...new Set(paid.map(({ orderId }) => orderId))].filter((orderId) => orderId !== "");
  return await ordersThat(env, program, ids, ({ isGone }) => isGone);
}
