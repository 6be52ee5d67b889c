/** From counts to dollars. */
import { OBJECT_GB, OPERATIONS_PER_MESSAGE, PRICES, STORED_MONTHS } from "./prices-2026-11.ts";
import { type Counts, noCounts } from "./counts.ts";

export function dollarsOf(counts: Counts): number {
  return (
    counts.workerRequests * PRICES.workerRequest +
    counts.cpuMs * PRICES.cpuMs +
    counts.rowsRead * PRICES.rowRead +
    counts.rowsWritten * PRICES.rowWritten +
    counts.objectRequests * PRICES.objectRequest +
    (counts.objectMs / 1_000) * OBJECT_GB * PRICES.objectGbSecond +
    counts.queueUnits * OPERATIONS_PER_MESSAGE * PRICES.queueOperation +
    counts.logEvents * PRICES.logEvent +
    (counts.d1Bytes * PRICES.d1ByteMonth + counts.objectBytes * PRICES.objectByteMonth) * STORED_MONTHS
  );
}

/** A click in the usual designs, beside the Worker's own request and `cpuMs` of it; without logs and storage. */
export const USUAL_DESIGNS: readonly { readonly name: string; counts(cpuMs: number): Counts }[] = [
  {
    name: "an object call and a row per click",
    counts: (cpuMs) => ({
      ...noCounts(),
      workerRequests: 1,
      cpuMs,
      objectRequests: 1,
      objectMs: 1,
      rowsWritten: 1,
    }),
  },
  {
    // Deliveries of a hundred messages, and one row for each click.
    name: "a queue message and a row per click",
    counts: (cpuMs) => ({
      ...noCounts(),
      workerRequests: 1.01,
      cpuMs,
      queueMessages: 1,
      queueUnits: 1,
      rowsWritten: 1,
    }),
  },
  {
    name: "a queue message per click, counted in hundreds",
    counts: (cpuMs) => ({
      ...noCounts(),
      workerRequests: 1.01,
      cpuMs,
      queueMessages: 1,
      queueUnits: 1,
      rowsWritten: 0.01,
    }),
  },
];
