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
];
