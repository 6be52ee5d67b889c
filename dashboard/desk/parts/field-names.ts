/** What the desk calls the fields of the API, where a refusal names one. */

const NAMES = {
  allowedHosts: "hosts",
  amount: "amount",
  capBps: "cap",
  clickLookback: "lookback",
  customers: "customers",
  destination: "destination",
  email: "email",
  holdPeriod: "hold-period",
  id: "id",
  maxLevels: "levels-paid",
  memberId: "member-id",
  minPayout: "field-min-payout",
  model: "model",
  name: "name",
  payoutApprovals: "payout-approvals",
  priority: "priority",
  promoterId: "promoter-id",
  reason: "reason",
  role: "role",
  scopes: "scopes",
  secret: "source-secret",
  shareOrigin: "share-host",
  slug: "slug",
  tags: "tags",
  text: "material-words",
  tier: "tier",
  title: "material-title",
  uplineId: "upline",
  url: "address",
  validFrom: "part-of-rule-validFrom",
  validTo: "part-of-rule-validTo",
} as const;

type Field = keyof typeof NAMES;

const isField = (name: string): name is Field => Object.keys(NAMES).includes(name);

/** @param path as a refusal gives it, such as `settlement.holdPeriod` or `allowedHosts[0]`. */
export function fieldText(path: string): (typeof NAMES)[Field] | null {
  const names = path.split(".").map((part) => part.replace(/\[\d+\]/g, ""));
  const known = names.reverse().find(isField);
  return known === undefined ? null : NAMES[known];
}
