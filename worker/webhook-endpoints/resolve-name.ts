/** Asks over HTTPS which addresses a name leads to: IPv4 and IPv6, by the JSON that public resolvers answer. */
import { type OutsideNetwork, OWN_NETWORK } from "../platform/outside-network.ts";
import { resolverAnswerSchema } from "./resolver-answer.shapes.ts";

const ANSWERED_WITHIN_MS = 5_000;
const KINDS = { A: 1, AAAA: 28 } as const;

/** All addresses; null where a resolver did not answer, or answered what cannot be read. */
export async function addressesOf(
  { VENDORS: network = OWN_NETWORK }: OutsideNetwork,
  resolver: string,
  name: string,
): Promise<string[] | null> {
  try {
    const found = await Promise.all(
      (["A", "AAAA"] as const).map(async (kind) => {
        const url = new URL(resolver);
        url.searchParams.set("name", name);
        url.searchParams.set("type", kind);
        const response = await network.fetch(url.href, {
          headers: { accept: "application/dns-json" },
          redirect: "manual",
          signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
        });
        if (!response.ok) throw new Error(`the resolver answered ${response.status}`);
        const { Answer: answers } = resolverAnswerSchema.parse(await response.json());
        return answers.filter(({ type }) => type === KINDS[kind]).map(({ data }) => data);
      }),
    );
    return found.flat();
  } catch {
    // Whatever went wrong, nobody knows where the name leads.
    return null;
  }
}
