/** Stripe's own client, made when it is first needed: a build has no keys. */
import { Stripe } from "stripe";
import { setting } from "./setting";

let client: Stripe | undefined;

export function stripe(): Stripe {
  client ??= new Stripe(setting("STRIPE_SECRET_KEY"), addressOf(process.env["STRIPE_API"]));
  return client;
}

/** @param api of a stand-in for Stripe's API; Stripe itself where it is not set. */
function addressOf(api: string | undefined) {
  if (!api) return {};
  const { protocol, hostname: host, port } = new URL(api);
  return { protocol: protocol === "http:" ? ("http" as const) : ("https" as const), host, port };
}
