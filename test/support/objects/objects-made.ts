/** Which objects of a program there are: those whose storage was made, whoever made it. */
import { env } from "cloudflare:workers";
import { listDurableObjectIds } from "cloudflare:test";

export const CLASSES = ["COMMISSION_LEDGER", "ACCOUNT_BOOK", "JOURNEY", "REFERRAL_TREE", "NOTIFIER"] as const;

/** Names, of those given, of which an object was made, with its class before each. */
export async function objectsMade(names: readonly string[]): Promise<string[]> {
  const made = await Promise.all(
    CLASSES.map(async (binding) => {
      const ids = new Set(
        (await listDurableObjectIds(env[binding] as object as DurableObjectNamespace)).map(String),
      );
      return names
        .filter((name) => ids.has(env[binding].idFromName(name).toString()))
        .map((name) => `${binding} ${name}`);
    }),
  );
  return made.flat();
}
