/** Where requests to others' machines go out, and how much is read of an answer. What they name leads to public addresses alone. */

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

/** The body of an answer; undefined for one that is longer than anything that is said there. Rejects where it breaks off. */
export async function boundedBody({ body }: Response, mostBytes: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    if (length > mostBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
