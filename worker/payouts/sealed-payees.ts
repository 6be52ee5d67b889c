/** Payees at rest: sealed under `DATA_KEY`, bound to their promoter, so that none can be moved to another. */
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { ApiProblem } from "../http/problem.ts";
import type { Payee } from "./payee.shapes.ts";
import type { KeyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";

export function sealPayee(ring: KeyRing, programId: string, promoter: PromoterRef, payee: Payee): string {
  return seal(ring, useOf(programId, promoter), JSON.stringify(payee));
}

/** Undefined when the key is gone or a byte was changed. */
export function openPayee(
  ring: KeyRing,
  programId: string,
  promoter: PromoterRef,
  sealed: string,
): Payee | undefined {
  const text = unseal(ring, useOf(programId, promoter), sealed);
  return text === undefined ? undefined : (JSON.parse(text) as Payee);
}

/** @throws ApiProblem `not_configured` when the key that sealed it is gone. */
export function openedPayee(ring: KeyRing, programId: string, promoter: PromoterRef, sealed: string): Payee {
  const payee = openPayee(ring, programId, promoter, sealed);
  if (payee === undefined) throw new ApiProblem("not_configured", { detail: "DATA_KEY lacks a key" });
  return payee;
}

function useOf(programId: string, promoter: PromoterRef): string {
  return `payee:${programId}:${promoterIdOf(promoter)}`;
}
