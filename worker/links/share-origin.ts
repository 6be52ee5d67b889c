/** Where a program's share links answer: on its own host, else as configured, else on the host that was asked. */
import type { ApiContext } from "../access/api-env.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { shareOrigins } from "../deployment/share-origins.ts";

/** @param program whose links they are; null of none. What the operator lists no more is passed over. */
export function shareOrigin(c: ApiContext, program: Pick<ProgramConfig, "wireSettings"> | null): string {
  const own = program?.wireSettings.at(-1)?.value.shareOrigin ?? null;
  if (own !== null && shareOrigins(c.env.SHARE_ORIGINS)?.has(own) === true) return own;
  const configured = c.env.SHARE_ORIGIN;
  return configured === undefined || configured === ""
    ? new URL(c.req.url).origin
    : configured.replace(/\/+$/, "");
}
