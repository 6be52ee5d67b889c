/** Calls that take an `Idempotency-Key`. Made by `npm run build` of /openapi.json; do not edit. */
export const KEYED_CALLS: ReadonlySet<string> = new Set([
  "post /v1/programs/{program}/api-keys",
  "post /v1/programs/{program}/exports",
  "post /v1/programs/{program}/identify-secrets",
  "post /v1/programs/{program}/links",
  "post /v1/programs/{program}/orders/{orderId}/{move}",
  "post /v1/programs/{program}/payout-batches",
  "post /v1/programs/{program}/promoters/{id}/adjustments",
  "post /v1/programs/{program}/promoters/{id}/notes",
  "post /v1/programs/{program}/promoters/{id}/payouts",
  "post /v1/programs/{program}/promoters/{id}/sign-in-links",
  "post /v1/programs/{program}/promoters/{id}/tokens",
  "post /v1/programs/{program}/sources/{source}/secrets",
  "post /v1/programs/{program}/webhook-endpoints",
  "post /v1/programs/{program}/webhook-endpoints/{id}/secrets",
]);
