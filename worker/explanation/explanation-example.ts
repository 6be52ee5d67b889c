/** One order's explanation as the API's description shows it: 100.00 CNY by one click, 10 % and 5 %. */

const LEVELS = [
  { level: 1, kind: "percentage" as const, rateBps: 1_000 },
  { level: 2, kind: "percentage" as const, rateBps: 500 },
];

function commission(level: number, promoterId: string, rateBps: number) {
  const amount = rateBps;
  return {
    id: `cm_2f_1_0_${level}`,
    promoterId,
    creditedPromoterId: "pr_5k",
    credit: 0,
    level,
    creditWeightBps: 10_000,
    lines: [
      {
        item: 0,
        productId: "tea-250g",
        ruleId: "base",
        ruleVersion: 1,
        base: 10_000,
        baseText: "the whole 10000",
        quantity: 2,
        rule: { level, kind: "percentage" as const, rateBps },
        rateBps,
        shares: {},
        amount,
        text: `floor(10000 x ${rateBps} / 10000) = ${amount}`,
      },
    ],
    beforeCap: amount,
    cut: 0,
    amount,
    unrestored: 0,
    kept: amount,
    keptText: `ceil(${amount} x (10000 - 0) / 10000) = ${amount}`,
    state: "held" as const,
  };
}

const ATTRIBUTION = {
  model: "last_click" as const,
  basis: "touch" as const,
  why: "One touch counted, and by the model last_click its promoter has the order.",
  precedence: ["coupon" as const, "binding" as const, "touch" as const],
  steps: [
    { step: "coupon" as const, verdict: "none" as const, decided: false },
    { step: "binding" as const, verdict: "none" as const, decided: false },
    { step: "touch" as const, verdict: "counted" as const, decided: true },
  ],
  windows: {
    clickLookback: "PT2592000S",
    impressionLookback: "PT0S",
    halfLife: "PT604800S",
    tokenGrace: "PT60S",
    grace: "PT3600S",
  },
  tokenFaults: [],
  unreadable: [],
  coupon: { code: null, promoterId: null, verdict: "none" as const },
  binding: { promoterId: null, verdict: "none" as const },
  touches: [
    {
      promoterId: "pr_5k",
      linkId: "ln_1",
      kind: "click" as const,
      occurredAt: "2026-11-22T07:40:00.000Z",
      source: "order" as const,
      verdict: "counted" as const,
      marks: {
        agent: "in_app" as const,
        navigation: "activated" as const,
        cookie: "new" as const,
        network: "mobile" as const,
        referrer: "social" as const,
        score: "none" as const,
      },
      weight: "1",
    },
  ],
  furtherTouches: {},
  weighing: {
    total: "1",
    shares: [{ promoterId: "pr_5k", weight: "1", floorBps: 10_000, remainder: "0", weightBps: 10_000 }],
  },
  credits: [{ promoterId: "pr_5k", weightBps: 10_000 }],
  late: null,
};

const PLANS = {
  campaignId: null,
  customerIsNew: true,
  customerSince: "2026-11-22T08:00:00.000Z",
  policy: { maxLevels: 2, capBps: 3_000, selfPurchase: false, inactiveUpline: "forfeit" as const },
  choices: [{ productId: "tea-250g", tier: "basic", ruleId: "base", levels: LEVELS, passedOver: [] }],
  items: [
    {
      productId: "tea-250g",
      quantity: 2,
      amount: 10_000,
      shares: [{ creditedPromoterId: "pr_5k", base: 10_000, choice: 0 }],
    },
  ],
  uplines: [
    { creditedPromoterId: "pr_5k", level: 1, promoterId: "pr_5k", tier: "basic", outcome: "paid" as const },
    { creditedPromoterId: "pr_5k", level: 2, promoterId: "pr_2a", tier: "basic", outcome: "paid" as const },
  ],
  commissions: [commission(1, "pr_5k", 1_000), commission(2, "pr_2a", 500)],
  cap: { capAmount: 3_000, paidOnce: 0, budgetGranted: null, total: 1_500, excess: 0 },
};

export const EXPLANATION_EXAMPLE = {
  orderId: "order-1001",
  customerId: "user-77",
  amount: 10_000,
  currency: "CNY",
  occurredAt: "2026-11-22T08:00:00.000Z",
  firstReceivedAt: "2026-11-22T08:00:02.000Z",
  versions: { settings: 1, rules: 1, tiers: 0 },
  attribution: ATTRIBUTION,
  commission: PLANS,
  reversal: { reversed: 0, left: 10_000, applied: 0, askedOfBudget: 0, events: [] },
  risk: { verdict: "pass" as const, score: 0, reasons: [] },
  summary: [
    "One touch counted, and by the model last_click its promoter has the order.",
    "pr_5k, level 1: 10.00 CNY, by a credit of 100.00 % of the order.",
  ],
};
