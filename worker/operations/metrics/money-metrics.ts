/** Orders, commissions and payouts as Prometheus reads them: what was decided, where its money is, and how long it took. */
import { CALCULATION_BOUNDS_MS, WALLET_BOUNDS_MS } from "../../../domain/kernel/histogram.ts";
import type { LabelledTotal } from "../../read-models/totals.tables.ts";
import { EARLIER_NAMES } from "./earlier-names.ts";
import { counter, gauge, histogram, type Sample } from "./exposition.ts";
import type { Counts } from "./metrics.tables.ts";

export function ofMoney(counts: Counts): string[] {
  return [...ofOrders(counts), ...ofCommissions(counts), ...ofPayouts(counts), ...ofTimes(counts)];
}

function ofOrders({ totals }: Counts): string[] {
  const decided = totals.all("orders_decided").map((one) => sample(one, "program"));
  return [
    gauge(
      "tributary_orders",
      "Orders of each program by state, as of the read model",
      totals.all("orders_by_state").map((one) => sample(one, "program", "state")),
    ),
    counter(
      "tributary_orders_decided_total",
      "Orders of each program that were decided, once each, without those that pages told",
      decided,
    ),
    counter(EARLIER_NAMES.ordersDecided, "The same as tributary_orders_decided_total", decided),
    counter(
      "tributary_order_answers_total",
      "What became of orders that were told: a status, or the code of the refusal",
      totals.all("order_answers").map((one) => sample(one, "program", "answer")),
    ),
  ];
}

function ofCommissions({ totals, currencies }: Counts): string[] {
  const byState = totals.all("commissions").map(({ words: [program = "", state = ""], n, amount }) => {
    return { labels: { program, currency: currencies.get(program) ?? "", state }, n, amount };
  });
  return [
    gauge(
      "tributary_commissions",
      "Commissions by state, as of the read model",
      byState.map(({ labels, n }) => ({ labels, value: n })),
    ),
    gauge(
      "tributary_commission_minor_units",
      "What is left of them, in minor units; what was taken back counts as reversed",
      byState.map(({ labels, amount }) => ({ labels, value: amount })),
    ),
  ];
}

function ofPayouts({ payouts, currencies }: Counts): string[] {
  const samples = (valueOf: (one: Counts["payouts"][number]) => number): Sample[] =>
    payouts.map((one) => {
      const { program, state } = one;
      return {
        labels: { program, currency: currencies.get(program) ?? "", state },
        value: valueOf(one),
      };
    });
  return [
    gauge(
      "tributary_payouts",
      "Payouts by state, as their books told",
      samples((one) => one.payouts),
    ),
    gauge(
      "tributary_payout_minor_units",
      "Their gross, in minor units",
      samples(({ gross }) => gross),
    ),
  ];
}

function ofTimes({ totals }: Counts): string[] {
  const calculation = totals.all("calculation");
  return [
    histogram(
      "tributary_order_to_wallet_seconds",
      "From the acceptance of an order to each of its commissions in a wallet",
      WALLET_BOUNDS_MS,
      totals.all("order_to_wallet"),
    ),
    histogram(
      "tributary_commission_calculation_seconds",
      "What an order waited for its commissions to be calculated, with all that is read for it",
      CALCULATION_BOUNDS_MS,
      calculation,
    ),
    histogram(
      EARLIER_NAMES.calculation,
      "The same as tributary_commission_calculation_seconds",
      CALCULATION_BOUNDS_MS,
      calculation,
    ),
  ];
}

/** A total whose label has these words. */
export function sample({ words, n }: LabelledTotal, ...names: readonly string[]): Sample {
  return { labels: Object.fromEntries(names.map((name, place) => [name, words[place] ?? ""])), value: n };
}
