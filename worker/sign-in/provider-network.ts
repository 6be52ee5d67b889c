/**
 * Requests to the provider. The issuer is the operator's setting, and may be on this machine. Addresses that its documents
 * name on other hosts lead to public ones alone. No redirect is followed, and no answer is read without end.
 */
import { boundedBody, OWN_NETWORK, type OutsideNetwork } from "../platform/outside-network.ts";

const MOST_BYTES = 262_144;
const PATIENCE_MS = 10_000;

/** A request as the protocol's library makes it. */
interface Asked {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

export function providerFetch(
  { VENDORS: network = OWN_NETWORK, VENDORS_ELSEWHERE: elsewhere = network }: OutsideNetwork,
  issuer: URL,
) {
  return async (url: string, { method, headers: said, body }: Asked): Promise<Response> => {
    const way = new URL(url).origin === issuer.origin ? elsewhere : network;
    const answer = await way.fetch(url, {
      method,
      headers: said,
      ...(body instanceof URLSearchParams ? { body } : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { status, statusText, headers } = answer;
    return new Response(await bodyOf(answer), { status, statusText, headers });
  };
}

/** @throws RangeError for a body that is longer than anything a provider says. */
async function bodyOf(answer: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (answer.body === null) return null;
  const bytes = await boundedBody(answer, MOST_BYTES);
  if (bytes === undefined) throw new RangeError("the provider's answer is too long");
  return new Uint8Array(bytes);
}
