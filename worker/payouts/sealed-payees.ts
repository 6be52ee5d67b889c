/** Payees at rest: sealed under `DATA_KEY`, bound to their promoter, so that none can be moved to another. */
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { ApiProblem } from "../http/problem.ts";
import type { Payee } from "./payee.shapes.ts";
import { type KeyRing, macHex } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";

/** 64 bits: two accounts that share a tag are not to be expected. */
const TAG_DIGITS = 16;

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

/** A tag of the account, by which two promoters who are paid to it are known to be so, and which leads to no account. */
export function payeeTag({ checkKey }: KeyRing, programId: string, payee: Payee): string {
  const account = payee.kind === "bank" ? payee.account.toUpperCase() : payee.openId;
  return macHex(checkKey, `payee:${programId}`, `${payee.kind} ${account}`, TAG_DIGITS);
}

function useOf(programId: string, promoter: PromoterRef): string {
  return `payee:${programId}:${promoterIdOf(promoter)}`;
}
