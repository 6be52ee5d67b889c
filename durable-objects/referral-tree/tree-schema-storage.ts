/** Tables of a ReferralTree: promoters, the closure of the present tree, and how many stand below each. */
import type { Schema, SchemaStep } from "../object/schema-storage.ts";
import { TIMELINE_SCHEMA } from "./timeline-storage.ts";

const TREE_SCHEMA: SchemaStep = [
  `CREATE TABLE promoters (
       ref INTEGER PRIMARY KEY,
       member_id TEXT NOT NULL UNIQUE,
       name TEXT,
       status TEXT NOT NULL,
       joined_tier TEXT,
       upline INTEGER REFERENCES promoters (ref) CHECK (upline <> ref),
       upline_since_ms INTEGER NOT NULL,
       -- Since when the whole line above, and since when the status, have been as they are.
       line_since_ms INTEGER NOT NULL,
       status_since_ms INTEGER NOT NULL,
       joined_at_ms INTEGER NOT NULL,
       -- The name it joined with: what a repeat of its creation is compared with, whatever it is called by now.
       joined_name TEXT
     ) STRICT`,
  ...TIMELINE_SCHEMA,
  `CREATE TABLE closure (
       descendant INTEGER NOT NULL,
       depth INTEGER NOT NULL CHECK (depth > 0),
       ancestor INTEGER NOT NULL,
       PRIMARY KEY (descendant, depth)
     ) STRICT, WITHOUT ROWID`,
  "CREATE UNIQUE INDEX closure_down ON closure (ancestor, depth, descendant)",
  // How many promoters stand at each depth below each.
  `CREATE TABLE team_levels (
       ancestor INTEGER NOT NULL,
       depth INTEGER NOT NULL,
       promoters INTEGER NOT NULL CHECK (promoters >= 0),
       PRIMARY KEY (ancestor, depth)
     ) STRICT, WITHOUT ROWID`,
];

export const TREE_TABLES: Schema = { name: "tree", steps: [TREE_SCHEMA], backfills: [] };
