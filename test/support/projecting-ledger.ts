import type { ProjectingLedger } from "../../worker/read-models/order-projection.tables.ts";

let seq = 0;

/** A ledger that writes the read model of a program, with the mark of its next write. */
export function projectingLedger(programId: string): ProjectingLedger {
  seq += 1;
  const expected = { none: true, spans: [{ life: "test", fromSeq: 0, seq }] };
  return { programId, ledger: `${programId}/0`, mark: { life: "test", seq }, expected };
}
