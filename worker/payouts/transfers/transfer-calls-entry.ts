/**
 * The Worker as books call it about payouts that WeChat Pay pays: it has the keys.
 *
 * Every isolate evaluates this class, since the entry exports it. What asks WeChat Pay is loaded by the first call.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type {
  CancelAnswer,
  FoundTransfer,
  NumberedTransfer,
  SentTransfer,
  TransferCalling,
  TransferTerms,
} from "../../../durable-objects/account-book/payouts/transfer-calls.ts";
import { lazily } from "../../platform/lazily.ts";

const sealed = lazily(() => import("./sealed-transfers.ts"));

export class TransferCalls extends WorkerEntrypoint<Env> implements TransferCalling {
  async find(terms: TransferTerms): Promise<{ readonly billNo: string; readonly found: FoundTransfer }> {
    const { findTransfer } = await sealed();
    return await findTransfer(this.env, terms);
  }

  async send(terms: NumberedTransfer): Promise<SentTransfer> {
    const { sendTransfer } = await sealed();
    return await sendTransfer(this.env, terms);
  }

  async cancel(terms: NumberedTransfer): Promise<CancelAnswer> {
    const { cancelTransfer } = await sealed();
    return await cancelTransfer(this.env, terms);
  }
}
