/** How a failed parse becomes a refusal: a code of the catalogue, and every fault with its path and kind. */
import type { z } from "@hono/zod-openapi";
import type { ProblemCode } from "./problem-catalogue.ts";
import { ApiProblem, type Fault } from "./problem.ts";
import { kindOfIssue } from "./problems/fault-kinds.ts";

/** What is told of a bad body: a hostile one is not sent back whole. */
const MOST_FAULTS = 100;
const MOST_CHARACTERS = 300;

/** The faults of a failed parse, each with its path as `items[0].amount`. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], sent: unknown): Fault[] {
  return issues
    .slice(0, MOST_FAULTS)
    .flatMap((issue) => faultsOfIssue(issue, sent))
    .slice(0, MOST_FAULTS)
    .map(({ path, message, ...kind }) => ({
      path: path.slice(0, MOST_CHARACTERS),
      message: message.slice(0, MOST_CHARACTERS),
      ...kind,
    }));
}

/** An unknown field is told at its own path. */
function faultsOfIssue(issue: z.core.$ZodIssue, sent: unknown): Fault[] {
  const kind = kindOfIssue(issue, sent);
  if (issue.code !== "unrecognized_keys")
    return [{ path: pathText(issue.path), message: issue.message, ...kind }];
  return issue.keys.map((key) => {
    return { path: pathText([...issue.path, key]), message: "unknown field", ...kind };
  });
}

/** Codes that a schema may name for one of its own rules, as `params.problem` of an issue. */
const NAMED_BY_SCHEMAS = ["amount_out_of_range"] as const satisfies readonly ProblemCode[];
export type NamedBySchema = (typeof NAMED_BY_SCHEMAS)[number];

/** The code of a failed parse: one that a schema names, else `otherwise`. */
export function codeOf<Otherwise extends ProblemCode>(
  issues: readonly z.core.$ZodIssue[],
  otherwise: Otherwise,
): Otherwise | NamedBySchema {
  for (const issue of issues) {
    const named: unknown = issue.code === "custom" ? issue.params?.["problem"] : undefined;
    const code = NAMED_BY_SCHEMAS.find((candidate) => candidate === named);
    if (code !== undefined) return code;
  }
  return otherwise;
}

/** Parses a body, or refuses it. @throws ApiProblem `invalid_body` or the code that a schema names. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new ApiProblem(codeOf(issues, "invalid_body"), { errors: faultsOf(issues, body) });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`,
    )
    .join("");
}
