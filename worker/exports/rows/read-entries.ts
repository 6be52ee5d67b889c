/** The dataset `entries`: the journals of all promoters, book after book, in the sequence in which they were posted. */
import { indexOfObject, promoterIdOf } from "../../../domain/kernel/ids.ts";
import type { JournalEntry } from "../../../domain/ledger/wallet.ts";
import { objectNamed } from "../../../durable-objects/object/object-named.ts";
import { callObject } from "../../platform/object-call.ts";
import { existingNames } from "../../read-models/existing-objects.ts";
import type { TypedSource } from "./source.ts";

interface EntryToExport {
  readonly entry: JournalEntry;
  readonly book: number;
  /** Of the journal. */
  readonly row: number;
}

export const ENTRIES: TypedSource<EntryToExport> = {
  columns: [
    { name: "entryId", type: "string", of: ({ entry }) => entry.id },
    { name: "promoterId", type: "string", of: ({ entry }) => promoterIdOf(entry.promoter) },
    { name: "sequence", type: "integer", of: ({ entry }) => entry.sequence },
    { name: "kind", type: "string", of: ({ entry }) => entry.kind },
    { name: "debit", type: "string", of: ({ entry }) => entry.debit },
    { name: "credit", type: "string", of: ({ entry }) => entry.credit },
    { name: "amount", type: "integer", of: ({ entry }) => entry.amount },
    { name: "balanceAfter", type: "integer", of: ({ entry }) => entry.balanceAfter },
    { name: "currency", type: "string", of: (_, { program }) => program.currency },
    { name: "orderId", type: "string", of: ({ entry }) => entry.orderId },
    { name: "reference", type: "string", of: ({ entry }) => entry.reference },
    { name: "occurredAt", type: "instant", of: ({ entry }) => entry.occurredAtMs },
    { name: "hash", type: "string", of: ({ entry }) => entry.hash },
  ],
  atMs: ({ entry }) => entry.occurredAtMs,
  placeOf: ({ book, row }) => [book, row],
  page: async ({ env, program, fromMs, toMs }, place) => {
    const [index, after] = (place ?? [0, 0]) as [number, number];
    const books = await existingNames(env, program, "book");
    const name = books.find((one) => indexOfObject(one) >= index);
    if (name === undefined) return { rows: [], next: null };
    const book = indexOfObject(name);
    const from = book === index ? after : 0;
    const { entries, next } = await callObject(
      async () => await objectNamed(env.ACCOUNT_BOOK, name).entriesBetween(from, fromMs, toMs),
    );
    const rows = entries.map((one) => ({ ...one, book }));
    return { rows, next: next === null ? [book + 1, 0] : [book, next] };
  },
};
