/** Tables of a ClickGuard. */
import type { Schema } from "../object/schema-storage.ts";
import { GUARD_SCHEMA, REFUSED_BATCHES_SCHEMA } from "./window-storage.ts";

export const GUARD_TABLES: Schema = {
  name: "guard",
  steps: [GUARD_SCHEMA, REFUSED_BATCHES_SCHEMA],
  backfills: [],
};
