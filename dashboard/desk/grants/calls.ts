/** The writes that the desk makes, each with the scopes that reach it. Of a list one is enough, and of words joined by `+` all. */
import type { components } from "../../../sdk/node/api.d.ts";

export type Scope = components["schemas"]["Session"]["scopes"][number];
export type Reach = Scope | `${Scope}+${Scope}`;

export const CALLS = {
  "patch /v1/programs/{program}": ["manage"],
  "post /v1/programs/{program}/api-keys": ["keys"],
  "delete /v1/programs/{program}/api-keys/{id}": ["keys"],
  "post /v1/programs/{program}/people": ["keys+read"],
  "patch /v1/programs/{program}/people/{id}": ["keys+read"],
  "delete /v1/programs/{program}/people/{id}": ["keys+read"],
  "post /v1/programs/{program}/sources/{source}/secrets": ["keys+orders"],
  "post /v1/programs/{program}/sources/{source}/try": ["manage"],
  "post /v1/programs/{program}/unusable-webhooks/{id}/replay": ["orders", "manage"],
  "post /v1/programs/{program}/promoters": ["manage"],
  "patch /v1/programs/{program}/promoters/{id}": ["manage"],
  "post /v1/programs/{program}/promoters/{id}/notes": ["manage"],
  "delete /v1/programs/{program}/promoters/{id}/notes/{note}": ["manage"],
  "post /v1/programs/{program}/promoters/{id}/payee-proposal/accept": ["payouts"],
  "post /v1/programs/{program}/links": ["manage"],
  "post /v1/programs/{program}/campaigns": ["manage"],
  "post /v1/programs/{program}/posters": ["manage"],
  "put /v1/programs/{program}/posters/{id}": ["manage"],
  "delete /v1/programs/{program}/posters/{id}": ["manage"],
  "post /v1/programs/{program}/materials": ["manage"],
  "put /v1/programs/{program}/materials/{id}": ["manage"],
  "delete /v1/programs/{program}/materials/{id}": ["manage"],
  "put /v1/programs/{program}/commission-rules": ["manage"],
  "post /v1/programs/{program}/commission-rules/simulate": ["manage"],
  "put /v1/programs/{program}/tiers": ["manage"],
  "post /v1/programs/{program}/risk-cases/{id}/clear": ["payouts"],
  "post /v1/programs/{program}/risk-cases/{id}/confirm": ["payouts"],
  "post /v1/programs/{program}/risk-cases/{id}/hold": ["payouts"],
  "post /v1/programs/{program}/orders/{orderId}/events": ["orders"],
  "post /v1/programs/{program}/orders/{orderId}/{move}": ["payouts"],
  "post /v1/programs/{program}/payouts/{id}/{move}": ["payouts"],
  "post /v1/programs/{program}/payouts/{id}/transfer/cancel": ["payouts"],
  "post /v1/programs/{program}/payout-batches": ["payouts"],
  "put /v1/programs/{program}/wechat-payouts": ["payouts"],
  "delete /v1/programs/{program}/wechat-payouts": ["payouts"],
  "post /v1/programs/{program}/reconciliation": ["manage"],
  "post /v1/programs/{program}/webhook-endpoints": ["manage+read"],
  "patch /v1/programs/{program}/webhook-endpoints/{id}": ["manage+read"],
  "delete /v1/programs/{program}/webhook-endpoints/{id}": ["manage+read"],
  "post /v1/programs/{program}/webhook-endpoints/{id}/test": ["manage+read"],
  "post /v1/programs/{program}/deliveries/{delivery}/replay": ["manage+read"],
} as const satisfies Readonly<Record<string, readonly Reach[]>>;

export type Call = keyof typeof CALLS;
