/**
 * The marks of a click, from what its request says: nobody is asked, and nothing is kept. What Cloudflare says counts only
 * where Cloudflare is before the service; elsewhere the network is unknown and there is no score.
 */
import type { PackedMarks } from "../../domain/attribution/touch.ts";
import { type ClickMarks, packMarks } from "../../domain/risk/click-marks.ts";
import { navigationOf } from "../../domain/risk/navigation.ts";
import { type NetworkClass, networkClassOf } from "../../domain/risk/network-class.ts";
import { referrerClassOf } from "../../domain/risk/referrer-class.ts";
import { memoized } from "../platform/memoized.ts";
import type { CloudflareSays, EdgeRequest } from "./edge-request.ts";
import { agentOf } from "./user-agents.ts";
import type { Visit } from "./visit.ts";

/** Below, Cloudflare holds a program likely; it says so from 1 to 29. */
const LIKELY_PROGRAM = 30;
const LIKELY_PERSON = 70;

/** @param cookie what the visitor brought. */
export function marksOfClick(request: EdgeRequest, visit: Visit, cookie: ClickMarks["cookie"]): PackedMarks {
  const { headers } = request;
  const { agent, fetchMetadata } = agentOf(request.userAgent);
  const said = { mode: headers.get("sec-fetch-mode"), user: headers.get("sec-fetch-user") };
  return packMarks({
    agent,
    // The code of an app speaks for itself, and no engine for it.
    navigation: navigationOf(said, visit.kind === "app" ? "none" : fetchMetadata),
    cookie,
    network: networkClass(request.cloudflare),
    referrer: isInWechat(request.userAgent) ? "wechat" : referrerClassOf(headers.get("referer") ?? ""),
    score: scoreOf(request.cloudflare),
  });
}

/** WeChat names itself in every request of its own browser and of mini programs. */
function isInWechat(userAgent: string): boolean {
  return userAgent.includes("MicroMessenger");
}

/** Networks of which the class is kept: words are looked for in their names. */
const NETWORKS_KEPT = 2_000;

const classOfNetwork = memoized<NetworkClass>(NETWORKS_KEPT, (text) => {
  const [asn = "", ...organization] = text.split(" ");
  return networkClassOf(Number(asn), organization.join(" "));
});

/** The class of the network that a request comes from. */
export function networkClass(cloudflare: CloudflareSays | undefined): NetworkClass {
  const { asn, asOrganization = "" } = cloudflare ?? {};
  return asn === undefined ? "unknown" : classOfNetwork(`${asn} ${asOrganization}`);
}

function scoreOf(cloudflare: CloudflareSays | undefined): ClickMarks["score"] {
  const score = cloudflare?.botManagement?.score;
  if (score === undefined || score < 1) return "none";
  if (score < LIKELY_PROGRAM) return "low";
  return score < LIKELY_PERSON ? "middle" : "high";
}
