/**
 * The version after this one, as far as it matters to this one: the same code in a folder of its own. It has a member in
 * settings and rules, a word, and a kind of rows between objects that this code lacks. So it has a column, a back-fill
 * and a migration.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addTo, type Addition, copiedProject } from "./copied-project.ts";
import type { TemporaryDirectory } from "./temporary-directory.ts";

const GREETINGS = "CREATE TABLE greetings (row INTEGER PRIMARY KEY, order_row INTEGER NOT NULL) STRICT";
const NOTES = "ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT 'none'";
const FILL_NOTES = `{
  name: "notes of orders",
  part: (sql, after) => {
    const [{ last }] = sql.exec("SELECT max(row) AS last FROM (SELECT row FROM orders WHERE row > ? ORDER BY row LIMIT 7)", after).toArray();
    if (last === null) return null;
    sql.exec("UPDATE orders SET note = note || '+' WHERE row > ? AND row <= ?", after, last);
    return last;
  },
}`;

const ADDITIONS: readonly Addition[] = [
  {
    file: "worker/configuration/settings.shapes.ts",
    replaces: `      honorGpc: flag("Whether`,
    by: `      eraseAfter: z.string().default("P30D"),
      honorGpc: flag("Whether`,
  },
  {
    file: "domain/risk/policy.ts",
    replaces: `["enforce", "observe"]`,
    by: `["enforce", "observe", "strict"]`,
  },
  {
    file: "worker/configuration/sections/fraud.shapes.ts",
    replaces: `const MODES_MEAN = {`,
    by: `const MODES_MEAN = {
  strict: "a later word",`,
  },
  {
    file: "worker/configuration/rules.shapes.ts",
    replaces: `    id: opaqueIdSchema("The rule's id within the set", "base"),`,
    by: `    id: opaqueIdSchema("The rule's id within the set", "base"),
    note: z.string().default("of a later version"),`,
  },
  {
    file: "durable-objects/delivery/messages.ts",
    replaces: `  sales: "book",`,
    by: `  sales: "book", greeted: "book",`,
  },
  {
    file: "durable-objects/delivery/codec.ts",
    replaces: `  sales: true,`,
    by: `  sales: true, greeted: true,`,
  },
  {
    file: "durable-objects/delivery/codec.ts",
    replaces: `    case "moved_order":
      return { ...NOTHING, kind: message.type`,
    by: `    case "moved_order":
    case "greeted":
      return { ...NOTHING, kind: message.type`,
  },
  {
    file: "durable-objects/delivery/codec.ts",
    replaces: `    case "moved_order":
      return { ...ordered(columns), type: kind };`,
    by: `    case "moved_order":
    case "greeted":
      return { ...ordered(columns), type: kind };`,
  },
  {
    file: "durable-objects/commission-ledger/complete-rows.ts",
    replaces: `    if (message.type === "sales") {`,
    by: `    if (message.type === "greeted") return { type: "greeted", seq, orderRow: message.orderRow };
    if (message.type === "sales") {`,
  },
  {
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: `    const { order, slot, journey } = proposal;
`,
    by: `    const { order, slot, journey } = proposal;
    effects.tell(this.#place.name, { type: "greeted", orderRow: row, atMs: nowMs });
`,
  },
  {
    file: "durable-objects/account-book/book-work.ts",
    replaces: `      if (row.type === "intent") return intents.apply(row);`,
    by: `      if (row.type === "greeted") return wallets.greet(row.orderRow);
      if (row.type === "intent") return intents.apply(row);`,
  },
  {
    file: "durable-objects/account-book/wallets/wallet-storage.ts",
    replaces: `  tip(promoter: PromoterRef): StoredTip {`,
    by: `  greet(orderRow: number): null {
    this.#sql.exec("INSERT INTO greetings (order_row) VALUES (?)", orderRow);
    return null;
  }

  tip(promoter: PromoterRef): StoredTip {`,
  },
  {
    file: "durable-objects/account-book/book-schema-storage.ts",
    replaces: `  ],
  backfills: [LIST_PAYOUTS`,
    by: `  ["${GREETINGS}"],
  ],
  backfills: [LIST_PAYOUTS`,
  },
  {
    file: "durable-objects/commission-ledger/ledger-schema-storage.ts",
    replaces: `LINK_SCHEMA,
  ],
  backfills: [`,
    by: `LINK_SCHEMA,
    ["${NOTES}"],
  ],
  backfills: [${FILL_NOTES},`,
  },
];

/** Writes the next version into a folder that is removed with it. */
export function nextVersion(): TemporaryDirectory {
  const folder = copiedProject();
  for (const addition of ADDITIONS) addTo(folder.path, addition);
  addMigration(folder.path);
  return folder;
}

/** A migration behind all that there are, which health asks for. */
function addMigration(folder: string): void {
  const migrations = join(folder, "migrations/config");
  const newest = readdirSync(migrations).toSorted().at(-1) ?? "";
  const name = `${String(Number(newest.slice(0, 4)) + 1).padStart(4, "0")}_of_later.sql`;
  writeFileSync(
    join(migrations, name),
    "ALTER TABLE programs ADD COLUMN note TEXT NOT NULL DEFAULT 'later';\n",
  );
  const health = "worker/operations/health.tables.ts";
  addTo(folder, { file: health, replaces: `config: "${newest}"`, by: `config: "${name}"` });
}
