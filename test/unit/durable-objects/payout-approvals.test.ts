/** Two have to approve a payout where a program says so: none of them alone, and neither by the payee that another saw. */
import { beforeEach, expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import {
  FIRST_APPROVAL_SCHEMA,
  PAYEE_HISTORY_SCHEMA,
} from "../../../durable-objects/account-book/payouts/payee-schema-storage.ts";
import { PayeeStorage } from "../../../durable-objects/account-book/payouts/payee-storage.ts";
import { PayoutDesk } from "../../../durable-objects/account-book/payouts/payout-desk.ts";
import {
  PAYOUT_SCHEMA,
  PayoutStorage,
} from "../../../durable-objects/account-book/payouts/payout-storage.ts";
import { Bookkeeping } from "../../../durable-objects/account-book/wallets/bookkeeping.ts";
import {
  WALLET_SCHEMA,
  WalletStorage,
} from "../../../durable-objects/account-book/wallets/wallet-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const NOVEMBER = Date.UTC(2026, 10, 20);
const PROMOTER = promoterRefOf(1, 0);

let payouts: PayoutStorage;
let payees: PayeeStorage;
let desk: PayoutDesk;
/** States of which others have heard. */
let heard: string[];

/** A payout of 200 that was asked for, with a payee. */
beforeEach(() => {
  const sql = memorySql(WALLET_SCHEMA, PAYOUT_SCHEMA, PAYEE_HISTORY_SCHEMA, FIRST_APPROVAL_SCHEMA);
  payouts = new PayoutStorage(sql);
  payees = new PayeeStorage(sql);
  const wallets = new WalletStorage(sql);
  heard = [];
  desk = new PayoutDesk(wallets, payouts, payees, ({ state }) => void heard.push(state));
  const books = new Bookkeeping(wallets);
  const occasion = { promoter: PROMOTER, orderId: "o", reference: "cm", occurredAtMs: 0 };
  const money = amountMinor(500);
  books.post([{ kind: "earn", debit: "commissions", credit: "held", amount: money }], occasion);
  books.post([{ kind: "release", debit: "held", credit: "available", amount: money }], occasion);
  books.commit();
  payees.set(PROMOTER, "sealed: first", "ak_0", 0);
  const policy = { minPayout: amountMinor(1), payoutCycleDays: 0, approvals: 2, taxRegime: "none" as const };
  desk.request(PROMOTER, { key: "k", amount: amountMinor(200), policy, timezone: "UTC" }, NOVEMBER);
});

function approve(by: string | null, atMs = NOVEMBER, approvals = 2) {
  return desk.move(PROMOTER, 1, { move: "approve", reason: null, by, approvals }, atMs);
}

test("where two approve, the first leaves it requested, the same one is refused, and another one approves", () => {
  const first = { by: "ak_1", atMs: NOVEMBER };
  expect(approve("ak_1")).toMatchObject({
    kind: "payout",
    changed: true,
    payout: { state: "requested", firstApproval: first },
  });
  expect(approve("ak_1", NOVEMBER + 1)).toMatchObject({ kind: "refused", reason: "second_approver_needed" });
  expect(payouts.byNumber(PROMOTER, 1)).toMatchObject({ state: "requested", firstApproval: first });
  expect(approve("ak_2", NOVEMBER + 2)).toMatchObject({
    kind: "payout",
    payout: { state: "approved", firstApproval: first },
  });
  expect(approve("ak_2", NOVEMBER + 3)).toMatchObject({ kind: "payout", changed: false });
  // Of the first approval nobody hears: each state is said once.
  expect(heard).toEqual(["requested", "approved"]);
});

test("a new payee takes the first approval back, and who changed it gives neither", () => {
  approve("ak_1");
  payees.set(PROMOTER, "sealed: another", "ak_2", NOVEMBER);
  expect(payouts.byNumber(PROMOTER, 1)).toMatchObject({ state: "requested", firstApproval: null });
  expect(approve("ak_2")).toMatchObject({ kind: "refused", reason: "payee_changed_by_approver" });
  expect(approve("ak_1")).toMatchObject({ payout: { state: "requested", firstApproval: { by: "ak_1" } } });
  expect(approve("ak_2")).toMatchObject({ kind: "refused", reason: "payee_changed_by_approver" });
  expect(approve("ak_3")).toMatchObject({ kind: "payout", payout: { state: "approved" } });
});

test("callers who cannot be told apart are one approver, and where one is enough a first approval is too", () => {
  expect(approve(null)).toMatchObject({ payout: { state: "requested" } });
  expect(approve(null)).toMatchObject({ reason: "second_approver_needed" });
  expect(approve(null, NOVEMBER, 1)).toMatchObject({ payout: { state: "approved" } });
});
