/** What a browser holds of a person whom a provider has verified: the cookie that signing in would set. */
import { env } from "cloudflare:workers";
import { membershipsOf } from "../../../worker/access/people/people.tables.ts";
import type { Session } from "../../../worker/access/session.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import { seal } from "../../../worker/platform/sealed-secrets.ts";

/** Headers of a page of ours, as of now. */
export async function personSession(email: string): Promise<Record<string, string>> {
  const { revision } = await membershipsOf(env.CONFIG, email);
  const session: Session = {
    person: { kind: "person", email, revision },
    endsAtMs: Date.now() + 3_600_000,
  };
  const sealed = seal(keyRing(env), "session", JSON.stringify(session));
  return { cookie: `__Host-tributary=${encodeURIComponent(sealed)}`, "sec-fetch-site": "same-origin" };
}
