/** Where requests to others' machines go out. What they name leads to public addresses alone. */

/** Absent on Cloudflare, whose own network reaches public addresses alone. */
export interface OutsideNetwork {
  /** To what merchants name. */
  readonly VENDORS?: Pick<Fetcher, "fetch">;
  /** To what the operator names. */
  readonly VENDORS_ELSEWHERE?: Pick<Fetcher, "fetch">;
}

/** The platform refuses its own `fetch` as the method of another object. */
export const OWN_NETWORK: Pick<Fetcher, "fetch"> = {
  fetch: async (input, init) => await fetch(input, init),
};
