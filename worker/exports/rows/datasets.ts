/** The source of each dataset. */
import type { Dataset } from "../../configuration/sections/exports.shapes.ts";
import { CLICKS_HOURLY } from "./read-clicks.ts";
import { ENTRIES } from "./read-entries.ts";
import { EVENTS } from "./read-events.ts";
import { COMMISSIONS, ORDERS } from "./read-orders.ts";
import { type Source, sourceOf } from "./source.ts";

export const SOURCES_OF: Readonly<Record<Dataset, Source>> = {
  orders: sourceOf(ORDERS),
  commissions: sourceOf(COMMISSIONS),
  entries: sourceOf(ENTRIES),
  events: sourceOf(EVENTS),
  clicks_hourly: sourceOf(CLICKS_HOURLY),
};
