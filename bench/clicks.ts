/** Share links and pixels, in requests a second, against a Worker that returns the same bytes. */
import { recordAnswer, startBareWorker } from "./bare-worker.ts";
import { getPage } from "./http.ts";
import { drive } from "./load.ts";
import { against, atLeast, type Bar } from "./measurement.ts";
import { startNginx } from "./nginx.ts";
import type { Report } from "./report.ts";
import { compare } from "./rounds.ts";
import { BROWSER, makeShareLink, openShop, PROGRAM } from "./shop.ts";
import { startTributary } from "./tributary.ts";
import type { Settings } from "./settings.ts";

interface Route {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bar: Bar | null;
}

export async function measureClicks(report: Report, settings: Settings): Promise<void> {
  report.part("Clicks: share link and pixel against a bare worker");
  const service = await startTributary();
  try {
    const { slug } = await makeShareLink(await openShop(service), "promoter-1");
    const share = `/s/${slug}`;
    const pixel = `/p.gif?e=impression&program=${PROGRAM}&link=${slug}`;
    const cookie = await cookiesOf(`${service.url}${share}`);
    const routes: Route[] = [
      { name: "share link, first click", path: share, headers: BROWSER, bar: atLeast(0.6) },
      {
        name: "share link, returning visitor",
        path: share,
        headers: { ...BROWSER, Cookie: cookie },
        bar: null,
      },
      { name: "pixel", path: pixel, headers: BROWSER, bar: atLeast(0.75) },
    ];
    for (const route of routes) await measureRoute(report, settings, service.url, route);
    await measureAgainstNginx(report, settings, { url: `${service.url}${pixel}`, headers: BROWSER });
  } finally {
    await service.stop();
  }
}

async function measureRoute(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
  origin: string,
  { name, path, headers, bar }: Route,
): Promise<void> {
  report.say(name);
  const url = `${origin}${path}`;
  const bare = await startBareWorker(await recordAnswer(url, headers));
  try {
    await drive({ url, headers, seconds });
    const bareUrl = `${bare.url}${path}`;
    const figures = await compare(
      report,
      rounds,
      { name: "Tributary", measure: async () => (await drive({ url, headers, seconds })).requestsPerSecond },
      {
        name: "bare worker",
        measure: async () => (await drive({ url: bareUrl, headers, seconds })).requestsPerSecond,
      },
    );
    report.add(against(name, "requests/s", figures, "bare worker", bar));
  } finally {
    await bare.stop();
  }
}

async function measureAgainstNginx(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
  pixel: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): Promise<void> {
  const nginx = await startNginx();
  if (nginx === undefined) return report.skip("pixel against nginx empty_gif", "nginx is not installed");
  try {
    const { headers } = pixel;
    const figures = await compare(
      report,
      rounds,
      { name: "Tributary", measure: async () => (await drive({ ...pixel, seconds })).requestsPerSecond },
      {
        name: "nginx",
        measure: async () => (await drive({ url: nginx.url, headers, seconds })).requestsPerSecond,
      },
    );
    report.add(against("pixel against nginx", "requests/s", figures, "nginx empty_gif"));
  } finally {
    await nginx.stop();
  }
}

/** The cookies that a first click sets, as the browser sends them back. */
async function cookiesOf(url: string): Promise<string> {
  const { headers } = await getPage(url, BROWSER);
  const cookies = headers.filter(([name]) => name.toLowerCase() === "set-cookie");
  if (cookies.length !== 2) throw new Error("a first click was not taken for a person's");
  return cookies.map(([, cookie]) => cookie.split(";")[0]).join("; ");
}
