/** Composition root: what runs where. Imported by nobody. */
export { AccountBook } from "../durable-objects/account-book.ts";
export { CommissionLedger } from "../durable-objects/commission-ledger.ts";
export { Journey } from "../durable-objects/journey.ts";
export { ReferralTree } from "../durable-objects/referral-tree.ts";

export default {
  async fetch(): Promise<Response> {
    return new Response("unbuilt", { status: 501 });
  },
} satisfies ExportedHandler<Env>;
