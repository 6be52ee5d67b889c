/** Mistakes in what is sent to webhook endpoints, and where it may go. */
import type { Mutant } from "../mutant.ts";

const DELIVERY = "domain/notification/webhook-delivery.ts";
const DELIVERY_TEST = "test/unit/domain/notification/webhook-delivery.test.ts";
const HOST = "worker/configuration/hosts/public-host.ts";
const HOST_TEST = "test/unit/worker/configuration/public-host.test.ts";
const ATTEMPT = "worker/webhook-endpoints/attempt-webhook.ts";
const ATTEMPT_TEST = "test/unit/worker/webhook-endpoints/attempt-webhook.test.ts";

export const WEBHOOKS: readonly Mutant[] = [
  {
    name: "a redirect is a success",
    file: DELIVERY,
    replaces: "answered.status < 300",
    by: "answered.status < 400",
    foundBy: [DELIVERY_TEST],
  },
  {
    name: "any status may ask for a pause",
    file: DELIVERY,
    replaces: "if (retryAfterMs === null || (status !== 429 && status !== 503)) return 0;",
    by: "if (retryAfterMs === null || status < 400) return 0;",
    foundBy: [DELIVERY_TEST],
  },
  {
    name: "each failure is the first one",
    file: DELIVERY,
    replaces: "const failingSinceMs = sinceWhen(health, atMs);",
    by: "const failingSinceMs = atMs;",
    foundBy: [DELIVERY_TEST],
  },
  {
    name: "a clock that jumps gives an endpoint up",
    file: DELIVERY,
    replaces: "return sinceMs + Math.max(0, restedMs - LONGEST_UNASKED_MS);",
    by: "return sinceMs;",
    foundBy: [DELIVERY_TEST],
  },
  {
    name: "IPv6 that leads to IPv4 is public",
    file: HOST,
    replaces: "return !(address instanceof ipaddr.IPv6) || address.match(GLOBAL_IPV6);",
    by: "return true;",
    foundBy: [HOST_TEST],
  },
  {
    name: "addresses of every range are public",
    file: HOST,
    replaces: `OF_CLOUDS.has(address.toString()) || address.range() !== "unicast"`,
    by: "OF_CLOUDS.has(address.toString())",
    foundBy: [HOST_TEST],
  },
  {
    name: "a redirect is followed",
    file: ATTEMPT,
    replaces: `redirect: "manual"`,
    by: `redirect: "follow"`,
    foundBy: [ATTEMPT_TEST],
  },
  {
    name: "an attempt waits for as long as it takes",
    file: ATTEMPT,
    replaces: "await Promise.race([asked, late(signal)])",
    by: "await asked",
    foundBy: [ATTEMPT_TEST],
  },
];
