/** Mistakes in reviews, and in whom orders under review bind. Planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const RISK_FAULTS: readonly PlantedFault[] = [
  {
    name: "a review ends before its time",
    file: "domain/order/review.ts",
    replaces: "openedAtMs + reviewWithinMs",
    by: "openedAtMs + reviewWithinMs / 2",
  },
  {
    name: "an order under review binds its customer at once",
    file: "durable-objects/commission-ledger/order-settlement.ts",
    replaces: "const waits = isProvisional(decision, state);",
    by: "const waits = false;",
  },
  {
    name: "orders before the one that passes a limit of uses hear nothing of it",
    file: "domain/risk/uses.ts",
    replaces: "const others = passed.filter(({ orderId }) => orderId !== order.orderId);",
    by: "const others = [];",
  },
  {
    name: "as many uses as may be are too many",
    file: "domain/risk/uses.ts",
    replaces: "concerned: order.most < count ?",
    by: "concerned: order.most <= count ?",
  },
  {
    name: "a program that only observes refuses clicks",
    file: "worker/clicks/judge-clicks.ts",
    replaces: `  if (mode === "observe") return;`,
    by: "",
  },
];
