/** Follows share links as a person's browser does, and reads how many clicks a service has counted. */
import { get } from "node:http";
import { ADMIN_TOKEN } from "../../support/service.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1";

export interface Tapped {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** The click token of the landing page. */
  readonly token: string | null;
}

const UNANSWERED: Tapped = { status: undefined, token: null };

/** Node's `fetch` is taken for no browser. @param more headers of this visitor. */
export function tap(url: string, more: Readonly<Record<string, string>> = {}): Promise<Tapped> {
  return new Promise((done) => {
    const request = get(url, { headers: { "user-agent": PHONE, ...more } }, (answer) => {
      answer.resume();
      const { location } = answer.headers;
      const token = location === undefined ? null : new URL(location).searchParams.get("tby");
      answer.on("end", () => done({ status: answer.statusCode, token }));
      answer.on("error", () => done(UNANSWERED));
    });
    request.on("error", () => done(UNANSWERED));
  });
}

/** The click token that a tap brings along. */
export async function tokenOf(url: string): Promise<string> {
  const { status, token } = await tap(url);
  if (token === null) throw new Error(`${url} answered ${status} and no token`);
  return token;
}

/** Clicks that were counted, whatever was thought of them. */
export async function clicksCounted(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const text = await answer.text();
  const samples = [...text.matchAll(/^tributary_(?:invalid_)?clicks_total(?:\{[^}]*\})? (\d+)/gm)];
  return samples.reduce((sum, [, clicks]) => sum + Number(clicks), 0);
}
