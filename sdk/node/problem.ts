/** A refusal of the service, as it says it itself: a problem document of RFC 9457. */
import type { Problem } from "./api.d.ts";

/** The fixed word to go by. Each is explained at `/docs/errors/{code}` of the service. */
export type ProblemCode = Problem["code"];

/** The service refused. `code` says why; `problem` is the whole document, which of some calls has more members. */
export class TributaryProblem extends Error {
  override readonly name = "TributaryProblem";
  readonly status: number;
  /** `unknown` where the answer was no problem document, as of a proxy on the way. */
  readonly code: ProblemCode | "unknown";
  readonly problem: (Problem & Readonly<Record<string, unknown>>) | undefined;
  /** The answer's text, as it came. */
  readonly body: string;

  constructor(call: string, status: number, body: string) {
    const problem = parsed(body);
    super(`${call} was answered ${status} ${problem?.code ?? ""}: ${problem?.detail ?? body.slice(0, 200)}`);
    this.status = status;
    this.code = problem?.code ?? "unknown";
    this.problem = problem;
    this.body = body;
  }

  /** Whether it was refused with one of these codes. */
  is(...codes: readonly ProblemCode[]): boolean {
    return this.code !== "unknown" && codes.includes(this.code);
  }
}

function parsed(body: string): TributaryProblem["problem"] {
  try {
    const found: unknown = JSON.parse(body);
    const isProblem = typeof found === "object" && found !== null && "code" in found && "status" in found;
    return isProblem ? (found as TributaryProblem["problem"]) : undefined;
  } catch {
    return undefined;
  }
}
