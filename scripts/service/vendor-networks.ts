/**
 * Where the Worker asks vendors of shops. What a merchant sets leads to public addresses alone, whatever a name resolves to.
 * What the operator sets in place of a vendor may be an address of this machine, and nothing else is asked that way.
 */
const OPTIONS = { deny: [], tlsOptions: { trustBrowserCas: true } };

export const VENDOR_NETWORKS = {
  VENDORS: { network: { allow: ["public"], ...OPTIONS } },
  VENDORS_ELSEWHERE: { network: { allow: ["public", "private"], ...OPTIONS } },
};
