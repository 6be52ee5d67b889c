/** Every refusal that the API can answer, once: its fixed machine word with status, title, meaning and remedy. */
import { namesOf } from "../../domain/kernel/records.ts";
import { ACCESS_PROBLEMS } from "./problems/access-problems.ts";
import { ORDER_PROBLEMS } from "./problems/order-problems.ts";
import { PAYOUT_PROBLEMS } from "./problems/payout-problems.ts";
import type { ProblemFacts } from "./problems/problem-facts.ts";
import { PROGRAM_PROBLEMS } from "./problems/program-problems.ts";
import { PROMOTER_PROBLEMS } from "./problems/promoter-problems.ts";
import { REQUEST_PROBLEMS } from "./problems/request-problems.ts";
import { RISK_PROBLEMS } from "./problems/risk-problems.ts";
import { SERVICE_PROBLEMS } from "./problems/service-problems.ts";
import { WECHAT_PROBLEMS } from "./problems/wechat-problems.ts";

/** By topic, as the documentation shows them. */
export const PROBLEM_TOPICS = {
  Requests: REQUEST_PROBLEMS,
  Access: ACCESS_PROBLEMS,
  Programs: PROGRAM_PROBLEMS,
  Promoters: PROMOTER_PROBLEMS,
  Orders: ORDER_PROBLEMS,
  Payouts: PAYOUT_PROBLEMS,
  Risk: RISK_PROBLEMS,
  WeChat: WECHAT_PROBLEMS,
  Service: SERVICE_PROBLEMS,
} as const;

const CATALOGUE = {
  ...REQUEST_PROBLEMS,
  ...ACCESS_PROBLEMS,
  ...PROGRAM_PROBLEMS,
  ...PROMOTER_PROBLEMS,
  ...ORDER_PROBLEMS,
  ...PAYOUT_PROBLEMS,
  ...RISK_PROBLEMS,
  ...WECHAT_PROBLEMS,
  ...SERVICE_PROBLEMS,
} as const;

export type ProblemCode = keyof typeof CATALOGUE;

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemFacts>> = CATALOGUE;

export const PROBLEM_CODES = namesOf(CATALOGUE);

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(CATALOGUE, code);
}

/** The page of the documentation that says what a code means: an address of this very service. */
export function pageOfProblem(code: ProblemCode): string {
  return `/docs/errors/${code}`;
}
