/** Orders that a program lets its pages report: decided as any other, but never paid before a person looked. */
import { versionAt } from "../../domain/program/versions.ts";
import { currentProgram } from "../db/current-program.ts";
import { ApiProblem } from "../platform/problem.ts";

/** Decides an order told by a page, when the program takes such orders now. */
export async function decideReportedOrder(env: Env, programId: string): Promise<void> {
  const program = await currentProgram(env, programId);
  if (program === null) return;
  const settings = versionAt(program.settings, Date.now());
  if (settings?.value.attribution.acceptPixelToken !== true) return;
  throw new ApiProblem("unavailable", { detail: "orders of pages are not taken yet" });
}
