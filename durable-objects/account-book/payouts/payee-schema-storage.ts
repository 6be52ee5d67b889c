/** Tables of payees and of who set them. */
import type { SchemaStep } from "../../object/schema-storage.ts";

/** Payees of before have no history: who set them is not known. */
export const PAYEE_HISTORY_SCHEMA: SchemaStep = [
  // Who changed the payee of whoever had one or had asked for a payout, until somebody else approved a payout to it.
  "ALTER TABLE payees ADD COLUMN unconfirmed_by TEXT",
  `CREATE TABLE payee_changes (
     promoter INTEGER NOT NULL,
     number INTEGER NOT NULL CHECK (number > 0),
     sealed TEXT NOT NULL,
     -- The credential; null where it is not known.
     changed_by TEXT,
     changed_at_ms INTEGER NOT NULL,
     PRIMARY KEY (promoter, number)
   ) STRICT, WITHOUT ROWID`,
  // Who approved a payout, and the payee that stood then: no later change leads the money elsewhere.
  "ALTER TABLE payouts ADD COLUMN approved_by TEXT",
  "ALTER TABLE payouts ADD COLUMN approved_payee TEXT",
];

/** Who approved a payout where two have to. Of payouts before nobody did. */
export const FIRST_APPROVAL_SCHEMA: SchemaStep = [
  "ALTER TABLE payouts ADD COLUMN first_approved_by TEXT",
  "ALTER TABLE payouts ADD COLUMN first_approved_at_ms INTEGER",
];
