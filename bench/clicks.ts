/** Share links and pixels against a Worker that returns the same bytes: by processor time, and in requests a second. */
import { BARS } from "./bars.ts";
import { recordAnswer, startBareWorker } from "./subjects/bare-worker.ts";
import { getPage } from "./http.ts";
import { drive, driven, type Load } from "./load.ts";
import { processorMs } from "./machine/processor-time.ts";
import { against, type Bar } from "./measurement.ts";
import { startNginx } from "./subjects/nginx.ts";
import type { Report } from "./report.ts";
import { alternate, compare, type Side } from "./rounds.ts";
import { BROWSER, makeShareLink, openShop, PROGRAM } from "./shop.ts";
import { startTributary, type Tributary } from "./subjects/tributary.ts";
import type { Settings } from "./settings.ts";

/** What is asked of a service that was just started. */
interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Route {
  readonly name: string;
  readonly bar: Bar;
  ask(origin: string, slug: string): Asked | Promise<Asked>;
}

const pixelOf = (slug: string): Asked => ({
  path: `/p.gif?e=impression&program=${PROGRAM}&link=${slug}`,
  headers: BROWSER,
});

const ROUTES: readonly Route[] = [
  {
    name: "share link, first click",
    bar: BARS.shareLink,
    ask: (_origin, slug) => ({ path: `/s/${slug}`, headers: BROWSER }),
  },
  {
    name: "share link, returning visitor",
    bar: BARS.shareLink,
    ask: async (origin, slug) => {
      const path = `/s/${slug}`;
      return { path, headers: { ...BROWSER, Cookie: await cookiesOf(`${origin}${path}`) } };
    },
  },
  { name: "pixel", bar: BARS.pixel, ask: (_origin, slug) => pixelOf(slug) },
];

export async function measureClicks(report: Report, asked: Settings): Promise<void> {
  report.part("Clicks: share link and pixel against a bare worker");
  // As long as asked for, in rounds of a second: a processor that others use too changes its pace within seconds.
  const settings = { ...asked, rounds: asked.rounds * asked.roundSeconds, roundSeconds: 1 };
  for (const route of ROUTES) {
    await withShareLink(async ({ url: origin, pid }, slug) => {
      await measureRoute(report, settings, { ...route, origin, pid, ...(await route.ask(origin, slug)) });
    });
  }
  await withShareLink(async ({ url }, slug) => await measureAgainstNginx(report, settings, url, slug));
}

/** A service of its own for each measurement: the events of one are not to be counted while another is measured. */
async function withShareLink(work: (service: Tributary, slug: string) => Promise<void>): Promise<void> {
  const service = await startTributary();
  try {
    const { slug } = await makeShareLink(await openShop(service), "promoter-1");
    await work(service, slug);
  } finally {
    await service.stop();
  }
}

interface Running {
  readonly origin: string;
  readonly pid: number;
}

async function measureRoute(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
  { name, bar, origin, pid, path, headers }: Route & Asked & Running,
): Promise<void> {
  report.say(name);
  const bare = await startBareWorker(await recordAnswer(`${origin}${path}`, headers));
  try {
    const side = (who: string, running: Running): Side<Served> => ({
      name: who,
      measure: async () =>
        await serve(report, who, running.pid, { url: `${running.origin}${path}`, headers, seconds }),
    });
    const sides = [
      side("Tributary", { origin, pid }),
      side("bare worker", { origin: bare.url, pid: bare.pid }),
    ];
    const [own = [], other = []] = await alternate(report, rounds, sides, ({ perSecond }) => perSecond);
    const figures = (of: keyof Served) => ({
      values: own.map((served) => served[of]),
      references: other.map((served) => served[of]),
    });
    report.add(
      against(`${name}, by processor time`, "requests/s of it", figures("perBusySecond"), "bare worker", bar),
    );
    report.add(against(name, "requests/s", figures("perSecond"), "bare worker"));
  } finally {
    await bare.stop();
  }
}

interface Served {
  readonly perSecond: number;
  /** Requests for a second of the processor, whoever else used the machine meanwhile. */
  readonly perBusySecond: number;
}

async function serve(report: Report, who: string, pid: number, load: Load): Promise<Served> {
  const before = processorMs(pid);
  const { requests, requestsPerSecond, unanswered } = await drive(load);
  if (unanswered > 0) report.unanswered(`${who}, clicks`, unanswered);
  return { perSecond: requestsPerSecond, perBusySecond: (requests / (processorMs(pid) - before)) * 1_000 };
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
      driven(report, "Tributary", { url, headers, seconds }),
      driven(report, "nginx", { url: nginx.url, headers, seconds }),
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
