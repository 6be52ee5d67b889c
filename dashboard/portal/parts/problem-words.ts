/** Why something was refused: in the portal's words as far as it has some, and in those of the service for the rest. */
import type { Fault, Problem } from "../../common/api/problem.ts";

export interface Words {
  readonly hint: string;
  /** Words of the service itself, which are English. */
  readonly said: string;
}

/**
 * @param why the portal's sentence for a code; null: it has none.
 * @param faultText its sentence for a fault; null: it has none.
 */
export function wordsOf(
  { code, detail, errors }: Pick<Problem, "code" | "detail" | "errors">,
  why: (code: string) => string | null,
  faultText: (fault: Fault) => string | null,
): Words {
  const sentences = errors.map((fault) => ({ own: faultText(fault), message: fault.message }));
  const hint = joined([why(code), ...sentences.map(({ own }) => own)]);
  const said = joined([detail, ...sentences.map(({ own, message }) => (own === null ? message : null))]);
  return hint === "" ? { hint: said === "" ? code : said, said: "" } : { hint, said };
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" ");
}
