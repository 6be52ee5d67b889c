/** The marks of a click, from what its request says: nothing is asked of anyone, and nothing is kept. */
import type { PackedMarks } from "../../domain/attribution/touch.ts";
import { type ClickMarks, packMarks } from "../../domain/risk/click-marks.ts";
import { navigationOf } from "../../domain/risk/navigation.ts";
import type { EdgeRequest } from "./edge-request.ts";

/** @param cookie what the visitor brought. */
export function marksOfClick({ headers }: EdgeRequest, cookie: ClickMarks["cookie"]): PackedMarks {
  const said = { mode: headers.get("sec-fetch-mode"), user: headers.get("sec-fetch-user") };
  return packMarks({
    agent: "browser",
    navigation: navigationOf(said, "none"),
    cookie,
    network: "unknown",
    referrer: headers.has("referer") ? "other" : "none",
    score: "none",
  });
}
