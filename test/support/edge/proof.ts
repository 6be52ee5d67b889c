/** Proofs of customers, as a merchant's server makes them. */
import { createHmac } from "node:crypto";

export function datedProof(
  secret: string,
  programId: string,
  customerId: string,
  endsAtMs = Date.now() + 3_600_000,
): string {
  const expiry = Math.floor(endsAtMs / 1_000);
  const mac = createHmac("sha256", secret).update(`${programId}\n${customerId}\n${expiry}`).digest("hex");
  return `v1.${expiry}.${mac}`;
}
