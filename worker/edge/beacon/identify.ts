/**
 * A page says who its visitor is. Kept only with the merchant's proof, for a guessed customer id proves nothing. Then
 * written straight to the customer's Journey, so that the order which follows finds it.
 */
import type { Touch } from "../../../domain/attribution/touch.ts";
import { touchesOf } from "../../../domain/tracking/click-token.ts";
import { type BeaconOf, tokensOf } from "./beacon.shapes.ts";
import type { EdgeProgram } from "../../configuration/edge-program.tables.ts";
import { readTokenOf } from "../../platform/click-tokens.ts";
import { callObject } from "../../platform/object-call.ts";
import { journeyOf } from "../../platform/objects.ts";
import { activeSecrets } from "../../configuration/program-secrets.ts";
import { isProofOf } from "./customer-proof.ts";
import { type EdgeRequest, optedOut } from "../edge-request.ts";

/** Keeps what a proved identify brings. One without a valid proof changes nothing and is not told from others. */
export async function keepIdentity(
  request: EdgeRequest,
  program: EdgeProgram,
  received: BeaconOf<"identify">,
): Promise<void> {
  const { customerId, proof } = received;
  const { ring, nowMs } = request;
  const secrets = activeSecrets(ring, program, "identify", nowMs);
  const terms = { programId: program.id, secrets, acceptUndated: program.acceptUndatedProofs, nowMs };
  if (!isProofOf(customerId, proof, terms)) return;
  for (const [visitor, touches] of touchesByVisitor(request, program, tokensOf(received))) {
    await callObject(
      async () =>
        await journeyOf(request.env, program, customerId).identify({ customerId, visitor, touches }),
    );
  }
}

/** Touches of the tokens that hold, apart for each visitor: two visitors of one customer stay two. */
function touchesByVisitor(
  request: EdgeRequest,
  program: EdgeProgram,
  tokens: readonly string[],
): Map<string | null, Touch[]> {
  const byVisitor = new Map<string | null, Touch[]>();
  const anonymous = optedOut(request, program);
  for (const text of tokens) {
    const reading = readTokenOf(request.ring, program.number, text);
    if (reading.kind === "fault") continue;
    const visitor = anonymous ? null : reading.token.visitor;
    byVisitor.set(visitor, [...(byVisitor.get(visitor) ?? []), ...touchesOf(reading.token)]);
  }
  return byVisitor;
}
