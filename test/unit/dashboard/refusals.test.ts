/** Whoever is refused something reads why in their own language: each code that a page can meet has a sentence. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { problemOf } from "../../../dashboard/common/api/problem.ts";
import { fieldText } from "../../../dashboard/desk/parts/field-names.ts";
import { PROBLEM_CODES, type ProblemCode } from "../../../worker/http/problem-catalogue.ts";
import { FAULT_KINDS } from "../../../worker/http/problems/fault-kinds.ts";
import { PROJECT } from "../../tidy/read/source.ts";

type Messages = Readonly<Record<string, string>>;

const messagesOf = (apps: readonly string[], language: string): Messages =>
  Object.assign(
    {},
    ...apps.map((app) =>
      JSON.parse(readFileSync(join(PROJECT, `dashboard/${app}/catalogues/${language}.json`), "utf8")),
    ),
  ) as Messages;

/** What only programs that call the API do, or operators, or links and webhooks. */
const MET_BY_NO_PAGE: readonly ProblemCode[] = [
  "events_gone",
  "events_far_behind",
  "invalid_json",
  "method_not_allowed",
  "idempotency_key_required",
  "invalid_signature",
  "fewer_objects",
  "budget_below_spent",
  "contest_decided",
  "too_many_copy_templates",
  "too_many_contests",
  "too_many_campaigns",
  "link_ended",
  "unknown_coupon",
  "unknown_erasure",
  "balance_open",
  "already_bound",
  "self_binding",
  "is_promoter",
  "coupon_taken",
  "binding_disabled",
  "invalid_click_token",
  "click_expired",
  "no_such_coupon",
  "coupon_expired",
  "api_key_missing",
  "catch_up_running",
  "unknown_catch_up",
  "no_wechat_app",
  "verification_taken",
  "openid_bound",
  "promoter_has_openid",
  "slug_too_long_for_code",
  "mini_program_code_refused",
  "url_link_refused",
  "unknown_export",
  "unknown_export_file",
  "unknown_refused_rows",
  "unknown_dead_letter",
  "in_flight",
  "import_running",
  "restore_running",
  "restore_finished",
  "restore_went_on",
  "unknown_restore",
  "no_bookmarks",
];

/** What only promoters do. */
const NOT_MET_AT_DESK: readonly ProblemCode[] = [
  ...MET_BY_NO_PAGE,
  "field_not_yours",
  "unknown_contest",
  "terms_changed",
  "already_appealed",
];

/** What only the merchant does. */
const NOT_MET_BY_PROMOTERS: readonly ProblemCode[] = [
  ...MET_BY_NO_PAGE,
  "too_many_keys",
  "too_many_people",
  "last_owner",
  "too_many_endpoints",
  "too_many_replays",
  "unknown_version",
  "unknown_campaign",
  "cap_exceeded",
  "invalid_rules",
  "too_many_posters",
  "too_many_materials",
  "unknown_alert",
  "too_many_orders",
  "cycle",
  "depth_exceeded",
  "share_origin_not_allowed",
  "unknown_tier",
  "unknown_upline",
  "no_such_promoter",
  "too_many_notes",
  "unknown_webhook",
  "source_not_listed",
  "already_credited",
  "no_rule",
  "already_decided",
  "self_purchase",
  "too_many_events",
  "items_do_not_sum",
  "currency_mismatch",
  "occurred_at_out_of_range",
  "unknown_payout_batch",
  "payee_changed_by_approver",
  "second_approver_needed",
  "transfer_under_way",
  "no_transfer_under_way",
  "no_wechat_payouts",
  "wechat_pays_cny",
  "batch_open",
  "same_person",
  "unknown_reconciliation",
  "reconciliation_running",
  "simulation_running",
];

const PAGES = [
  ["desk", ["common", "desk"], NOT_MET_AT_DESK],
  ["portal", ["common", "portal", "portal/pages"], NOT_MET_BY_PROMOTERS],
] as const;

describe.each(PAGES)("of the %s", (_, apps, unmet) => {
  test.each(["en", "zh-CN"])("each code but those that it cannot meet has a sentence in %s", (language) => {
    const messages = messagesOf(apps, language);
    const wordless = PROBLEM_CODES.filter((code) => messages[`why-${code}`] === undefined);
    expect(wordless.toSorted()).toEqual(unmet.toSorted());
  });

  test("each sentence is of a code that the API answers, and the Chinese ones are Chinese", () => {
    const worded = Object.entries(messagesOf(apps, "zh-CN")).filter(([id]) => /^why-./.test(id));
    const codes: ReadonlySet<string> = new Set(PROBLEM_CODES);
    expect(worded.filter(([id]) => !codes.has(id.slice("why-".length)))).toEqual([]);
    expect(worded.filter(([, text]) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });
});

test.each(["en", "zh-CN"])(
  "each kind of fault has a sentence in %s, and there is none of another",
  (language) => {
    const messages = messagesOf(["common"], language);
    const worded = Object.keys(messages).filter((id) => id.startsWith("fault-"));
    expect(worded.toSorted()).toEqual(FAULT_KINDS.map((kind) => `fault-${kind}`).toSorted());
    const bounded = worded.filter((id) => messages[id]?.includes("{limit"));
    expect(bounded).toEqual(["fault-too_short", "fault-too_long", "fault-too_few", "fault-too_many"]);
  },
);

test("a field is named as its form names it, also one of a list or within another", () => {
  expect(fieldText("settlement.holdPeriod")).toBe("hold-period");
  expect(fieldText("allowedHosts[0]")).toBe("hosts");
  expect(fieldText("allowedHosts[0].pattern")).toBe("hosts");
  expect(fieldText("toString")).toBe(null);
});

test("a detail that only repeats the title says nothing of its own", () => {
  const problem = { status: 409, code: "batch_open", title: "The batch is not sealed yet" };
  expect(problemOf({ ...problem, detail: problem.title }).detail).toBe("");
  expect(problemOf({ ...problem, detail: "Batch 7 is not sealed yet" }).detail).toBe(
    "Batch 7 is not sealed yet",
  );
});
