/** One order as the API's description shows it everywhere: 100.00 CNY, 10 % to the promoter and 5 % to its upline. */

const LINE = { ruleId: "base", ruleVersion: 1, base: 10_000 };

export const COMMISSION_EXAMPLE = {
  id: "cm_5k_0_1_A-1001",
  promoterId: "pr_5k",
  creditedPromoterId: "pr_5k",
  level: 1,
  amount: 1_000,
  kept: 1_000,
  state: "held" as const,
  lines: [{ ...LINE, rateBps: 1_000, amount: 1_000 }],
};

const UPLINE_COMMISSION = {
  ...COMMISSION_EXAMPLE,
  id: "cm_2f_1_0_2",
  promoterId: "pr_2a",
  level: 2,
  amount: 500,
  kept: 500,
  lines: [{ ...LINE, rateBps: 500, amount: 500 }],
};

const ATTRIBUTION = {
  model: "last_click" as const,
  basis: "touch" as const,
  credits: [{ promoterId: "pr_5k", weightBps: 10_000 }],
};

const RISK = { verdict: "pass" as const, score: 0, reasons: [] };

export const RESULT_EXAMPLE = {
  orderId: "order-1001",
  status: "accepted" as const,
  attribution: ATTRIBUTION,
  commissions: [COMMISSION_EXAMPLE, UPLINE_COMMISSION],
  risk: RISK,
};

export const ORDER_EXAMPLE = {
  orderId: "order-1001",
  amount: 10_000,
  receivedAmount: 10_000,
  reversedAmount: 0,
  askedOfBudget: 0,
  currency: "CNY",
  customerId: "user-77",
  campaignId: null,
  occurredAt: "2026-11-22T08:00:00.000Z",
  firstReceivedAt: "2026-11-22T08:00:02.000Z",
  state: "held" as const,
  underReview: false,
  openDisputes: 0,
  receivedAt: "2026-11-24T08:00:00.000Z",
  holdEndsAt: "2026-12-01T08:00:00.000Z",
  releasedAt: null,
  items: [{ productId: "tea-250g", quantity: 2, amount: 10_000 }],
  metadata: { channel: "app" },
  attribution: ATTRIBUTION,
  commissions: [
    { ...COMMISSION_EXAMPLE, unrestored: 0 },
    { ...UPLINE_COMMISSION, unrestored: 0 },
  ],
  risk: RISK,
  events: [{ eventId: "received-1", type: "received" as const, occurredAt: "2026-11-24T08:00:00.000Z" }],
};
