/** Which host a program's links may be shown with: one that the operator lists, since another might lead anywhere. */
import type { WireSettings } from "../configuration/settings.shapes.ts";
import { shareOrigins } from "../deployment/share-origins.ts";
import { ApiProblem } from "../http/problem.ts";

/** @throws ApiProblem `share_origin_not_allowed` (422). */
export function requireShareOrigin(
  { SHARE_ORIGINS }: Pick<Env, "SHARE_ORIGINS">,
  { shareOrigin }: Pick<WireSettings, "shareOrigin">,
): void {
  if (shareOrigin === null || shareOrigins(SHARE_ORIGINS)?.has(shareOrigin) === true) return;
  throw new ApiProblem("share_origin_not_allowed");
}
