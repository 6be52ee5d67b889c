/** Tells the merchant's own pages from those of others: by host, as the program allows it for destinations. */
import { checkDestination } from "../../domain/tracking/destination.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";

/** True when the request says that it comes from a page on an allowed host of the program. */
export function isFromAllowedPage(headers: Headers, program: EdgeProgram): boolean {
  const page = URL.parse(headers.get("origin") ?? headers.get("referer") ?? "");
  return page !== null && checkDestination(page, program.allowedHosts).kind === "allowed";
}
