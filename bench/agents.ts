/** Who gets a click token, over lists of user agents that others made: bots that pass for people, people taken for bots. */
import { chineseApps } from "./agents/chinese-apps.ts";
import { doubted, turnedAway, undoubted, type UserAgents } from "./agents/judged.ts";
import { bots, people } from "./agents/lists.ts";
import { BARS } from "./bars.ts";
import { alone, type Bar } from "./measurement.ts";
import type { Report } from "./report.ts";

const PERCENT = 100;

export async function measureAgents(report: Report): Promise<void> {
  report.part("Agents: bots and people by what they call themselves");
  for (const each of bots()) {
    report.add(share(`bots without an undoubted token, ${each.list}`, each, BARS.botsSeen, caught));
    for (const userAgent of undoubted(each.userAgents)) report.say(`not seen: ${userAgent.slice(0, 160)}`);
  }
  const browsers = people();
  const all = { list: "all lists", userAgents: browsers.flatMap(({ userAgents }) => userAgents) };
  for (const each of browsers) report.add(share(`browsers without a token, ${each.list}`, each, null, lost));
  report.add(share("browsers without a token, all lists", all, BARS.browsersLost, lost));
  report.add(share("browsers whose token casts doubt on them, all lists", all, null, doubts));
  for (const userAgent of turnedAway(all.userAgents)) report.say(`turned away: ${userAgent.slice(0, 160)}`);
  for (const app of chineseApps()) {
    const name = `without a token in ${app.list}, of ${app.userAgents.length} phones and versions`;
    report.add(alone(name, lost(app.userAgents), "user agents", BARS.chineseAppsLost));
  }
  await Promise.resolve();
}

function share(
  name: string,
  { userAgents }: UserAgents,
  bar: Bar | null,
  count: (userAgents: readonly string[]) => number,
) {
  const value = (PERCENT * count(userAgents)) / userAgents.length;
  return alone(`${name} (${userAgents.length})`, value, "%", ...(bar === null ? [] : [bar]));
}

function caught(userAgents: readonly string[]): number {
  return userAgents.length - undoubted(userAgents).length;
}

function lost(userAgents: readonly string[]): number {
  return turnedAway(userAgents).length;
}

function doubts(userAgents: readonly string[]): number {
  return doubted(userAgents).length;
}
