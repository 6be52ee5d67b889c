/**
 * What kind of network a request comes from, by its autonomous system and the name of who runs it. A mark and no verdict:
 * people come from data centres too, behind proxies of their browsers and firms.
 *
 * Source of the numbers: the registries' own records of who holds each, looked through on 2026-11-27. Networks through
 * which browsers of many people are relayed (Cloudflare, Akamai, Fastly, Google's and Opera's proxies) are left out. Their
 * clicks are people's as often as not.
 */
import type { ClickMarks } from "./click-marks.ts";

export type NetworkClass = ClickMarks["network"];

/** Data centres whose machines anybody can rent. */
const HOSTING: ReadonlySet<number> = new Set([
  // Amazon, Microsoft, Google Cloud, Oracle, DigitalOcean, Linode, Vultr.
  16_509, 14_618, 8_987, 7_224, 8_075, 396_982, 31_898, 14_061, 62_567, 63_949, 20_473,
  // Alibaba, Tencent, Huawei and Baidu as clouds, UCloud.
  37_963, 45_102, 45_090, 132_203, 55_990, 136_907, 38_365, 55_967, 135_377,
  // OVH, Hetzner, Contabo, Leaseweb, Scaleway, IONOS, Strato, netcup, Aruba, Worldstream, Hostinger.
  16_276, 24_940, 213_230, 51_167, 60_781, 28_753, 30_633, 12_876, 8_560, 6_724, 197_540, 31_034, 49_981,
  47_583,
  // Whose machines are often rented to look like many: M247, Datacamp, ColoCrossing, QuadraNet, Psychz, Zenlayer, Clouvider,
  // FranTech, Sharktech, Hostwinds, Multacom, GoDaddy.
  9_009,
  60_068, 212_238, 36_352, 8_100, 40_676, 21_859, 62_240, 53_667, 46_844, 54_290, 35_916, 26_496,
]);

/** Carriers that connect phones and nothing else. */
const MOBILE: ReadonlySet<number> = new Set([
  // T-Mobile and AT&T Mobility and Verizon Wireless in the United States, Reliance Jio in India.
  21_928, 20_057, 6_167, 22_394, 55_836,
]);

/** Networks that relay browsers of many people, whatever the name of who runs them says. */
const RELAYS: ReadonlySet<number> = new Set([13_335, 36_183, 20_940, 54_113, 15_169, 39_832]);

/** What names of networks say, the surest first. */
const BY_NAME: readonly (readonly [NetworkClass, RegExp])[] = [
  ["hosting", /\b(?:hosting|hosted|web ?host|cloud|data ?cent(?:er|re)s?|servers?|vps|colocation|colo)\b/i],
  [
    "corporate",
    /\b(?:universit\w+|college|school|ministry|government|hospital|bank|police|academy|institute)\b/i,
  ],
  ["mobile", /\b(?:mobile|wireless|cellular|lte|gsm)\b/i],
  [
    "household",
    /\b(?:broadband|cable\w*|dsl|fib(?:er|re)\w*|telecom\w*|telekom|telefonica|communications?|internet)\b/i,
  ],
];

/** The class of a network; `unknown` where nobody who is believed names it. */
export function networkClassOf(asn: number | undefined, organization: string): NetworkClass {
  // Outside of Cloudflare a stand-in for its answer has a number and no name.
  if (asn === undefined || organization === "" || RELAYS.has(asn)) return "unknown";
  if (HOSTING.has(asn)) return "hosting";
  if (MOBILE.has(asn)) return "mobile";
  return BY_NAME.find(([, name]) => name.test(organization))?.[0] ?? "unknown";
}
