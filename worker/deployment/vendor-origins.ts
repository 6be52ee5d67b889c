/**
 * Where vendors' APIs are asked in place of their own addresses: an operator's setting, for tests and sandboxes. Nothing that
 * a program sets leads there.
 */
import { type OutsideNetwork, OWN_NETWORK } from "../platform/outside-network.ts";

const ENTRY = /^([a-z]+)=(https?:\/\/[^\s/?#@,]+)$/;

/** By source, as `VENDOR_ORIGINS` lists them: `stripe=http://127.0.0.1:4010, …`. Undefined for a list that is none. */
export function vendorOrigins(text: string): ReadonlyMap<string, string> | undefined {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => ENTRY.exec(entry));
  const read = entries.flatMap((entry): [string, string][] =>
    entry?.[1] === undefined || entry[2] === undefined ? [] : [[entry[1], entry[2]]],
  );
  return read.length < entries.length ? undefined : new Map(read);
}

export type VendorNetwork = OutsideNetwork & Pick<Env, "VENDOR_ORIGINS">;

/** Where an API is asked whose address no program has a say in, and by which network. @param own the vendor's address. */
export function wayToVendor(
  { VENDORS: vendors = OWN_NETWORK, VENDORS_ELSEWHERE: operators = vendors, VENDOR_ORIGINS }: VendorNetwork,
  vendor: string,
  own: string,
): { readonly network: Pick<Fetcher, "fetch">; readonly origin: string } {
  const elsewhere = vendorOrigins(VENDOR_ORIGINS)?.get(vendor);
  return elsewhere === undefined
    ? { network: vendors, origin: own }
    : { network: operators, origin: elsewhere };
}
