/** What a program sets of fraud, as the merchant writes it: limits of clicks, and what each sign at an order weighs. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { recordOf } from "../../../domain/kernel/records.ts";
import { RISK_CODES } from "../../../domain/order/risk-reason.ts";
import { CODES_MEAN, WEIGHTS } from "../../../domain/risk/codes.ts";
import { FRAUD_MODES, type FraudPolicy } from "../../../domain/risk/policy.ts";
import { durationMs, durationSchema, words } from "../../http/common.shapes.ts";

const MOST_DAYS = 400;
const HEAVIEST = 10;

const count = (of: string, most = 1_000_000) => z.int().min(1).max(most).openapi({ description: of });

const MODES_MEAN = {
  enforce: "clicks beyond the limits do not count, and suspicious orders are reviewed",
  observe: "clicks count all the same, and orders have verdicts from which nothing follows",
};

const weightSchema = (code: (typeof RISK_CODES)[number]) =>
  z
    .number()
    .min(0)
    .max(HEAVIEST)
    .multipleOf(0.01)
    .default(WEIGHTS[code])
    .openapi({ description: `How much it weighs when ${CODES_MEAN[code]}; 0: nothing` });

export const fraudSchema = z.strictObject({
  maxClicksPerIpPerMinute: count(
    "Clicks that newcomers of one network may have. Five times so many count in ten minutes, and 4 more for each visitor who came back to it. Of a data centre so many count in ten minutes",
  ).default(60),
  maxClicksPerVisitorPerMinute: count(
    "Clicks of one visitor in a minute that count, at most; three times so many on links that it opens for the first time",
  ).default(20),
  minClickToConversion: durationSchema(
    1,
    "An order that comes sooner after its click is suspicious; `PT0S`: none is",
  ).default("PT5S"),
  displacedWithin: durationSchema(
    1,
    "A click that took the credit from another promoter is suspicious when it is younger than this at the order",
  ).default("PT60S"),
  maxCustomersPerClick: count(
    "Distinct customers who order with one click within the lookback without suspicion, at most",
    LIMITS.customersPerClick,
  ).default(10),
  maxDevicesPerCustomer: count(
    "Browsers from which one customer orders within the lookback without suspicion, at most",
    LIMITS.devicesPerCustomer,
  ).default(5),
  reviewWithin: durationSchema(
    MOST_DAYS,
    "How long a review lasts that was opened by signs and that no person has ended; it then ends by itself",
  ).default("P7D"),
  weights: z.strictObject(recordOf(RISK_CODES, weightSchema)).prefault({}).openapi({
    description:
      "What signs weigh, as log likelihood ratios: an order is reviewed from 2 on, when the greatest of each group are summed",
  }),
  mode: words("What is done about what is suspicious", FRAUD_MODES, MODES_MEAN).default("enforce"),
});

export const FRAUD_EXAMPLE: z.output<typeof fraudSchema> = {
  maxClicksPerIpPerMinute: 60,
  maxClicksPerVisitorPerMinute: 20,
  minClickToConversion: "PT5S",
  displacedWithin: "PT60S",
  maxCustomersPerClick: 10,
  maxDevicesPerCustomer: 5,
  reviewWithin: "P7D",
  weights: { ...WEIGHTS },
  mode: "enforce",
};

export function fraudPolicyOf(wire: z.output<typeof fraudSchema>): FraudPolicy {
  const { mode, maxCustomersPerClick, maxDevicesPerCustomer, weights } = wire;
  return {
    mode,
    minClickToConversionMs: durationMs(wire.minClickToConversion),
    displacedWithinMs: durationMs(wire.displacedWithin),
    maxCustomersPerClick,
    maxDevicesPerCustomer,
    reviewWithinMs: durationMs(wire.reviewWithin),
    weights,
  };
}
