/**
 * Opens a checkout of Stripe. The click token goes along in its metadata, and Stripe tells Tributary of the payment: the shop
 * itself reports nothing.
 */
import { setting } from "../../lib/setting";
import { stripe } from "../../lib/stripe";

/** Stripe's metadata hold 500 characters, and a token has 240 at most. */
const MOST_CHARACTERS = 240;

export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const tby = form.get("tby");
  const hasToken = typeof tby === "string" && tby !== "" && tby.length <= MOST_CHARACTERS;
  const session = await stripe().checkout.sessions.create({
    mode: "payment",
    line_items: [{ price: setting("STRIPE_PRICE"), quantity: 1 }],
    success_url: new URL("/thanks", request.url).href,
    metadata: hasToken ? { tby } : {},
  });
  if (!session.url) throw new Error("Stripe made a checkout without a page.");
  return Response.redirect(session.url, 303);
}
