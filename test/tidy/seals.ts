/** What a release seals: migrations of D1 and schema steps of the objects, each by the SHA-256 of its text. */
import { createHash } from "node:crypto";
import { BOOK_TABLES } from "../../durable-objects/account-book/book-schema-storage.ts";
import { GUARD_TABLES } from "../../durable-objects/click-guard/guard-schema-storage.ts";
import { LEDGER_TABLES } from "../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { DELIVERY_TABLES } from "../../durable-objects/delivery/delivery-schema-storage.ts";
import { JOURNEY_TABLES } from "../../durable-objects/journey/journey-schema-storage.ts";
import { NOTIFIER_TABLES } from "../../durable-objects/notifier/notifier-schema-storage.ts";
import type { Schema } from "../../durable-objects/object/schema-storage.ts";
import { TREE_TABLES } from "../../durable-objects/referral-tree/tree-schema-storage.ts";
import { WEBHOOK_TABLES } from "../../durable-objects/webhook-endpoint/webhook-schema-storage.ts";
import { filesMatching, read } from "./read/source.ts";

export const SEALS_FILE = "test/tidy/seals.json";

/** All schemas of the objects; a test finds one that is missing here. */
export const SCHEMAS: readonly Schema[] = [
  BOOK_TABLES,
  DELIVERY_TABLES,
  GUARD_TABLES,
  JOURNEY_TABLES,
  LEDGER_TABLES,
  NOTIFIER_TABLES,
  TREE_TABLES,
  WEBHOOK_TABLES,
];

/** SHA-256 by name: the path of a migration, or a schema with the number of its step. */
export type Seals = Readonly<Record<string, string>>;

function sealOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function sealsOf(
  migrations: readonly { path: string; text: string }[],
  schemas: readonly Schema[],
): Seals {
  const steps = schemas.flatMap(({ name, steps }) =>
    steps.map((statements, index) => [`${name} ${index + 1}`, sealOf(statements.join(";\n"))]),
  );
  return Object.fromEntries([...migrations.map(({ path, text }) => [path, sealOf(text)]), ...steps]);
}

/** The seals of the code as it stands. */
export function presentSeals(): Seals {
  return sealsOf(filesMatching("migrations/*/*.sql").map(read), SCHEMAS);
}

export interface SealFaults {
  /** Sealed, and changed or gone. */
  readonly broken: readonly string[];
  readonly unsealed: readonly string[];
}

export function compareSeals(sealed: Seals, present: Seals): SealFaults {
  return {
    broken: Object.keys(sealed).filter((name) => present[name] !== sealed[name]),
    unsealed: Object.keys(present).filter((name) => sealed[name] === undefined),
  };
}
