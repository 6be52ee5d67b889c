/** Pages of a program's hosts may frame its portal, which shows the program's logo from wherever that is. */
import { currentProgram } from "../configuration/current-program.ts";
import { logoOrigin } from "../looks/logo.ts";
import { portalLook, wireLook } from "../looks/portal-look.ts";
import { frameAncestors } from "../sign-in/frame-ancestors.ts";
import type { PageSurroundings } from "./page-files.ts";

/** Where nothing can be read the page opens all the same: it says itself what does not answer. */
export async function portalSurroundings(env: Env, programId: string): Promise<PageSurroundings> {
  try {
    const program = await currentProgram(env, programId);
    if (program === null) return {};
    const { row } = await portalLook(env.CONFIG, program.number, Date.now());
    const { logo } = row === undefined ? {} : wireLook(row);
    // Looked at again: a stored address is as old as the check that let it in.
    const pictures = logoOrigin(logo ?? "") ?? "";
    return { pictures, ancestors: frameAncestors(program) };
  } catch {
    return {};
  }
}
