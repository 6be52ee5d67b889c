/** Whether whoever has some scopes may make a call. */
import type { Scope } from "../../../worker/access/scopes.ts";
import { type Call, CALLS, type Reach } from "./calls.ts";

export function reaches(scopes: readonly Scope[], call: Call): boolean {
  const ways: readonly Reach[] = CALLS[call];
  const had = new Set<string>(scopes);
  return ways.some((way) => way.split("+").every((scope) => had.has(scope)));
}
