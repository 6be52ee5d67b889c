/** A buyer's tap on a share link, as a browser sends it, which `fetch` of Node is not taken for. */
import { get } from "node:http";

/** @returns the click token that the landing URL carries. */
export async function tap(link: string): Promise<string> {
  const location = await new Promise<string>((done, failed) => {
    const headers = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36" };
    get(link, { headers }, (answer) => {
      answer.resume();
      if (answer.statusCode === 302) done(answer.headers.location ?? "");
      else failed(new Error(`${link} answered ${answer.statusCode}`));
    }).on("error", failed);
  });
  const token = new URL(location).searchParams.get("tby");
  if (token === null) throw new Error(`${location} carries no click token`);
  return token;
}
