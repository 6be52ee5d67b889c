/** Mistakes in what campaigns may cost. */
import type { Mutant } from "../mutant.ts";

const DESK = "durable-objects/account-book/budgets/budget-desk.ts";
const DESK_TEST = "test/unit/durable-objects/budget-desk.test.ts";

export const BUDGET: readonly Mutant[] = [
  {
    name: "B1 a raised reservation sets nothing aside",
    file: DESK,
    replaces: "if (more > 0) this.#write({ ...stored, reserved: plus(stored.reserved, more) });",
    by: "",
    foundBy: [DESK_TEST],
  },
  {
    name: "B2 a confirmed reservation is given back as well",
    file: DESK,
    replaces: `    const known = this.#storage.byNumber(asked.reservation);
    if (known === null || known.askAtMs === null) return;`,
    by: `    const known = this.#storage.byNumber(asked.reservation);
    if (known === null) return;`,
    foundBy: [DESK_TEST],
  },
  {
    name: "B3 a claim under a reservation that was declared void is accepted",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "if (voided !== null) return voided;",
    by: "",
    foundBy: ["test/unit/durable-objects/order-desk.test.ts"],
  },
  {
    name: "a reservation may exceed the room",
    file: DESK,
    replaces: "const granted = least(request.wanted, roomOf(stored));",
    by: "const granted = request.wanted;",
    foundBy: [DESK_TEST],
  },
  {
    name: "the owner's cost is added to what it reserved",
    file: DESK,
    replaces: "const reserved = isOpen ? known.amount : ZERO;",
    by: "const reserved = isOpen ? least(known.amount, ZERO) : ZERO;",
    foundBy: [DESK_TEST],
  },
  {
    name: "a budget falls below what was spent",
    file: DESK,
    replaces: `if (budget !== null && budget < stored.reserved + stored.spent) return "below_spent";`,
    by: `if (budget !== null && budget < stored.spent) return "below_spent";`,
    foundBy: [DESK_TEST],
  },
  {
    name: "an order that costs less still spends what it reserved",
    file: DESK,
    replaces: `const cost = row.kind === "respend" ? plus(spent, granted) : row.amount;`,
    by: `const cost = row.kind === "respend" ? plus(spent, granted) : amountMinor(Math.max(row.amount, reserved));`,
    foundBy: [DESK_TEST],
  },
  {
    name: "what was granted again is forgotten with a refund",
    file: "domain/settlement/restoration.ts",
    replaces: "if (known.asked !== null) return known;",
    by: "if (known.asked !== null && worth.reversed < known.worth.reversed) return known;",
    foundBy: ["test/property/restoration.test.ts"],
  },
];
