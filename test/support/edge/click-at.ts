/** The click token of a tap at any time, as the edge would have signed it then. */
import { env } from "cloudflare:workers";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { signToken } from "../../../worker/platform/click-tokens.ts";
import { keyRing } from "../../../worker/platform/keys.ts";

export async function clickAt(programId: string, promoterId: string, occurredAtMs: number): Promise<string> {
  const program = await currentProgram(env, programId);
  const promoter = parsePromoterId(promoterId);
  if (program === null || promoter === undefined) throw new Error("a program has the promoter");
  const click = { kind: "click", promoter, link: 1, occurredAtMs, nonce: 7 } as const;
  return signToken(keyRing(env), { program: program.number, visitor: null, click, earlier: [] });
}
