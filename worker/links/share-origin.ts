/** Where share links answer: as configured, else on the host that was asked. */
import type { ApiContext } from "../access/api-env.ts";

export function shareOrigin(c: ApiContext): string {
  const configured = c.env.SHARE_ORIGIN;
  return configured === undefined || configured === ""
    ? new URL(c.req.url).origin
    : configured.replace(/\/+$/, "");
}
