/** Follows share links as a person's browser does, and reads how many clicks a service has counted. */
import { get } from "node:http";
import { ADMIN_TOKEN } from "./service.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1";

/** The status of the answer; undefined where there was none. Node's `fetch` is taken for no browser. */
export function tap(url: string): Promise<number | undefined> {
  return new Promise((done) => {
    const request = get(url, { headers: { "user-agent": PHONE } }, (answer) => {
      answer.resume();
      answer.on("end", () => done(answer.statusCode));
      answer.on("error", () => done(undefined));
    });
    request.on("error", () => done(undefined));
  });
}

/** Clicks that were counted, whatever was thought of them. */
export async function clicksCounted(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const text = await answer.text();
  const samples = [...text.matchAll(/^tributary_(?:invalid_)?clicks(?:\{[^}]*\})? (\d+)/gm)];
  return samples.reduce((sum, [, clicks]) => sum + Number(clicks), 0);
}
