/** A sending and a receiving object: how far the log of what one tells the other has come, and how far it was answered. */
import type { ReceiverClass } from "./messages.ts";

export interface Pair {
  readonly pair: number;
  readonly receiverClass: ReceiverClass;
  readonly receiver: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly failures: number;
  readonly retryAtMs: number;
}
