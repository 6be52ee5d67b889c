/**
 * Proofs of who a customer is, made by the merchant's server under the program's identify secret. A dated one names its
 * program and its end, so that one which was overheard is worth little. An undated one, of before, is good for ever.
 */
import { createHmac } from "node:crypto";
import { equalBytes } from "../../platform/keys.ts";

const DATED = /^v1\.(\d{1,12})\.([0-9a-f]{64})$/i;
const UNDATED = /^[0-9a-f]{64}$/i;

export interface ProofTerms {
  readonly programId: string;
  /** Every secret that is valid now. */
  readonly secrets: readonly string[];
  readonly acceptUndated: boolean;
  readonly nowMs: number;
}

/** Whether `proof` proves the customer now. Every secret is tried, and compared in constant time. */
export function isProofOf(customerId: string, proof: string, terms: ProofTerms): boolean {
  const signed = signedBy(customerId, proof, terms);
  if (signed === undefined) return false;
  const given = Buffer.from(signed.mac, "hex");
  return terms.secrets.some((secret) =>
    equalBytes(createHmac("sha256", secret).update(signed.text).digest(), given),
  );
}

/** What a proof signs and how it signed it; undefined where it has no form that is taken now. */
function signedBy(
  customerId: string,
  proof: string,
  { programId, acceptUndated, nowMs }: ProofTerms,
): { readonly text: string; readonly mac: string } | undefined {
  if (UNDATED.test(proof)) return acceptUndated ? { text: customerId, mac: proof } : undefined;
  const [, expiry = "", mac = ""] = DATED.exec(proof) ?? [];
  if (expiry === "" || Number(expiry) * 1_000 <= nowMs) return undefined;
  return { text: `${programId}\n${customerId}\n${expiry}`, mac };
}
