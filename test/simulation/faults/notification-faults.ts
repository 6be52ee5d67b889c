/** Mistakes in the log of events. Planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const NOTIFICATION_FAULTS: readonly PlantedFault[] = [
  {
    name: "what a payout's batch does is not said",
    file: "durable-objects/account-book/payouts/paying-book.ts",
    replaces: "this.#announce(payouts);",
    by: "if (isRepeat) this.#announce(payouts);",
  },
  {
    name: "an event whose attempt failed counts as sent",
    file: "durable-objects/webhook-endpoint/send-due.ts",
    replaces: "deliveries.failed(delivery, attempt, pauseMs === null ? null : endedAtMs + pauseMs);",
    by: "deliveries.succeeded(delivery.row, attempt);",
  },
];
