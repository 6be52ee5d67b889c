/** Share links and pixels, in requests a second, against a Worker that returns the same bytes. */
import { recordAnswer, startBareWorker } from "./subjects/bare-worker.ts";
import { getPage } from "./http.ts";
import { drive, type Load } from "./load.ts";
import { against, atLeast, type Bar } from "./measurement.ts";
import { startNginx } from "./subjects/nginx.ts";
import type { Report } from "./report.ts";
import { compare, type Side } from "./rounds.ts";
import { BROWSER, makeShareLink, openShop, PROGRAM } from "./shop.ts";
import { startTributary } from "./subjects/tributary.ts";
import type { Settings } from "./settings.ts";

/** What is asked of a service that was just started. */
interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Route {
  readonly name: string;
  readonly bar: Bar | null;
  ask(origin: string, slug: string): Asked | Promise<Asked>;
}

const pixelOf = (slug: string): Asked => ({
  path: `/p.gif?e=impression&program=${PROGRAM}&link=${slug}`,
  headers: BROWSER,
});

const ROUTES: readonly Route[] = [
  {
    name: "share link, first click",
    bar: atLeast(0.6),
    ask: (_origin, slug) => ({ path: `/s/${slug}`, headers: BROWSER }),
  },
  {
    name: "share link, returning visitor",
    bar: null,
    ask: async (origin, slug) => {
      const path = `/s/${slug}`;
      return { path, headers: { ...BROWSER, Cookie: await cookiesOf(`${origin}${path}`) } };
    },
  },
  { name: "pixel", bar: atLeast(0.75), ask: (_origin, slug) => pixelOf(slug) },
];

export async function measureClicks(report: Report, asked: Settings): Promise<void> {
  report.part("Clicks: share link and pixel against a bare worker");
  // As long as asked for, in rounds of a second: a processor that others use too changes its pace within seconds.
  const settings = { ...asked, rounds: asked.rounds * asked.roundSeconds, roundSeconds: 1 };
  for (const route of ROUTES) {
    await withShareLink(async (origin, slug) => {
      await measureRoute(report, settings, { ...route, origin, ...(await route.ask(origin, slug)) });
    });
  }
  await withShareLink(async (origin, slug) => await measureAgainstNginx(report, settings, origin, slug));
}

/** A service of its own for each measurement: the events of one are not to be counted while another is measured. */
async function withShareLink(work: (origin: string, slug: string) => Promise<void>): Promise<void> {
  const service = await startTributary();
  try {
    const { slug } = await makeShareLink(await openShop(service), "promoter-1");
    await work(service.url, slug);
  } finally {
    await service.stop();
  }
}

async function measureRoute(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
  { name, bar, origin, path, headers }: Route & Asked & { readonly origin: string },
): Promise<void> {
  report.say(name);
  const url = `${origin}${path}`;
  const bare = await startBareWorker(await recordAnswer(url, headers));
  try {
    await drive({ url, headers, seconds });
    const figures = await compare(
      report,
      rounds,
      driven("Tributary", { url, headers, seconds }),
      driven("bare worker", { url: `${bare.url}${path}`, headers, seconds }),
    );
    report.add(against(name, "requests/s", figures, "bare worker", bar));
  } finally {
    await bare.stop();
  }
}

async function measureAgainstNginx(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
  origin: string,
  slug: string,
): Promise<void> {
  const nginx = await startNginx();
  if (nginx === undefined)
    return report.notMeasured("pixel against nginx empty_gif", "nginx is not installed");
  try {
    const { path, headers } = pixelOf(slug);
    const url = `${origin}${path}`;
    const figures = await compare(
      report,
      rounds,
      driven("Tributary", { url, headers, seconds }),
      driven("nginx", { url: nginx.url, headers, seconds }),
    );
    report.add(against("pixel against nginx", "requests/s", figures, "nginx empty_gif"));
  } finally {
    await nginx.stop();
  }
}

/** An address under load as one side of a comparison, in requests a second. */
function driven(name: string, load: Load): Side {
  return { name, measure: async () => (await drive(load)).requestsPerSecond };
}

/** The cookies that a first click sets, as the browser sends them back. */
async function cookiesOf(url: string): Promise<string> {
  const { headers } = await getPage(url, BROWSER);
  const cookies = headers.filter(([name]) => name.toLowerCase() === "set-cookie");
  if (cookies.length !== 2) throw new Error("a first click was not taken for a person's");
  return cookies.map(([, cookie]) => cookie.split(";")[0]).join("; ");
}
