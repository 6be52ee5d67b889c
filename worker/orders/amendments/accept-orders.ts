/** Takes orders to their owner. One that was amended before it came is planned for that as well, and taken again. */
import type { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import type { Acceptance } from "../../../durable-objects/commission-ledger/acceptance.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { callObject } from "../../platform/object-call.ts";
import { goBySales } from "../sequence/first-orders.ts";
import { withPlan } from "./plan-amendment.ts";

/** Times that an order is planned, when it is amended again and again meanwhile. */
const ATTEMPTS = 4;

export interface AcceptedProposal {
  readonly proposal: ProposedOrder;
  readonly answer: Exclude<Acceptance, { readonly status: "unplanned" }>;
}

/** @throws ApiProblem `unavailable` when an order was amended each time. */
export async function acceptOrders(
  env: Env,
  program: ProgramConfig,
  ledger: () => Pick<CommissionLedger, "accept">,
  proposals: readonly ProposedOrder[],
): Promise<AcceptedProposal[]> {
  const accepted: AcceptedProposal[] = [];
  let open = proposals.map((proposal, place) => ({ place, proposal }));
  for (let attempt = 0; open.length > 0 && attempt < ATTEMPTS; attempt += 1) {
    const asked = open.map(({ proposal }) => proposal);
    const answers = await callObject(
      async () => await ledger().accept(asked, program.objects, goBySales(program)),
    );
    const unplanned: Promise<(typeof open)[number]>[] = [];
    open.forEach(({ place, proposal }, index) => {
      const answer = answers[index];
      if (answer === undefined) return;
      if (answer.status !== "unplanned") accepted[place] = { proposal, answer };
      else unplanned.push(planned(env, program, { place, proposal }, answer.amending));
    });
    open = await Promise.all(unplanned);
  }
  if (open.length > 0) throw new ApiProblem("unavailable");
  return accepted;
}

async function planned(
  env: Env,
  program: ProgramConfig,
  { place, proposal }: { readonly place: number; readonly proposal: ProposedOrder },
  amending: Parameters<typeof withPlan>[4],
) {
  const decision = await withPlan(env, program, proposal.order, proposal.decision, amending);
  return { place, proposal: { ...proposal, decision } };
}
