/** Refusals about cases of risk. */
import type { Problems } from "./problem-facts.ts";

export const RISK_PROBLEMS = {
  unknown_risk_case: {
    status: 404,
    title: "No such case",
    means: "The program has no case of this id, or it is another promoter's.",
    remedy: "Check the id, or list the cases with `GET …/risk-cases`.",
  },
  case_closed: {
    status: 409,
    title: "The case is closed",
    means: "The case was decided, or cleared itself. Nothing was changed.",
    remedy: "Look at the case. A promoter may appeal once against a confirmed one, which opens it again.",
  },
  already_appealed: {
    status: 409,
    title: "The promoter has had its say",
    means: "A promoter says its say in a case once. Nothing was changed.",
    remedy: "Wait for the decision.",
  },
  same_person: {
    status: 409,
    title: "Another person decides an appeal",
    means: "These credentials confirmed the case before the promoter appealed. Nothing was changed.",
    remedy: "Have it decided with another key.",
  },
} as const satisfies Problems;
