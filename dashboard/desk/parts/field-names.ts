/** What the desk calls the fields of the API, where a refusal names one. */
import type { TextId } from "../catalogues/catalogues.ts";

const NAMES: Readonly<Record<string, TextId>> = {
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
};

/** @param path as a refusal gives it, such as `settlement.holdPeriod` or `allowedHosts[0]`. */
export function fieldText(path: string): TextId | null {
  const names = path.split(".").map((part) => part.replace(/\[\d+\]/g, ""));
  const known = names.reverse().find((name) => Object.keys(NAMES).includes(name));
  return known === undefined ? null : (NAMES[known] ?? null);
}
