/** The settings of the shop, from its environment: a page or a checkout without one says which is missing. */

type Name = "TRIBUTARY_ORIGIN" | "TRIBUTARY_PROGRAM" | "STRIPE_SECRET_KEY" | "STRIPE_PRICE";

export function setting(name: Name): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: .env.example says what it is.`);
  return value;
}
