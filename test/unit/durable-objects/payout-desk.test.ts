/** Payouts of one book: what may be requested, what is withheld, who is paid, and what each step leaves behind. */
import { beforeEach, expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { PayoutPolicy } from "../../../domain/payout/policy.ts";
import type { PayoutMove } from "../../../domain/payout/transitions.ts";
import {
  FIRST_APPROVAL_SCHEMA,
  PAYEE_HISTORY_SCHEMA,
} from "../../../durable-objects/account-book/payouts/payee-schema-storage.ts";
import { PayeeStorage } from "../../../durable-objects/account-book/payouts/payee-storage.ts";
import {
  PAYOUT_SCHEMA,
  PayoutStorage,
} from "../../../durable-objects/account-book/payouts/payout-storage.ts";
import { PayoutDesk } from "../../../durable-objects/account-book/payouts/payout-desk.ts";
import { Bookkeeping } from "../../../durable-objects/account-book/wallets/bookkeeping.ts";
import {
  WALLET_SCHEMA,
  WalletStorage,
} from "../../../durable-objects/account-book/wallets/wallet-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const DAY_MS = 86_400_000;
const NOVEMBER = Date.UTC(2026, 10, 20);
const PROMOTER = promoterRefOf(1, 0);
const POLICY: PayoutPolicy = {
  minPayout: amountMinor(100),
  payoutCycleDays: 0,
  approvals: 1,
  taxRegime: "none",
};
const TAXED: PayoutPolicy = { ...POLICY, taxRegime: "cn_per_payment" };

let payouts: PayoutStorage;
let payees: PayeeStorage;
let wallets: WalletStorage;
let desk: PayoutDesk;
let keys = 0;

beforeEach(() => {
  const sql = memorySql(WALLET_SCHEMA, PAYOUT_SCHEMA, PAYEE_HISTORY_SCHEMA, FIRST_APPROVAL_SCHEMA);
  payouts = new PayoutStorage(sql);
  payees = new PayeeStorage(sql);
  wallets = new WalletStorage(sql);
  desk = new PayoutDesk(wallets, payouts, payees);
});

const PAYEE = "sealed: of before";

/** Without a payee no payout is approved. */
function namePayee(): void {
  payees.set(PROMOTER, PAYEE, "ak_0", 0);
}

/** Money that a commission released at a time. */
function release(amount: number, atMs: number): void {
  const books = new Bookkeeping(wallets);
  const occasion = { promoter: PROMOTER, orderId: "o", reference: `cm_${atMs}`, occurredAtMs: atMs };
  const money = amountMinor(amount);
  books.post([{ kind: "earn", debit: "commissions", credit: "held", amount: money }], occasion);
  books.post([{ kind: "release", debit: "held", credit: "available", amount: money }], occasion);
  books.commit();
}

function request(
  amount: number,
  policy: PayoutPolicy,
  nowMs: number,
  timezone = "UTC",
  key = `k${(keys += 1)}`,
) {
  return desk.request(PROMOTER, { key, amount: amountMinor(amount), policy, timezone }, nowMs);
}

/** What is withheld from a payout; its number is that of payouts so far. */
function withheld(amount: number, nowMs: number, timezone?: string): number {
  const result = request(amount, TAXED, nowMs, timezone);
  if (result.kind === "refused") throw new Error(result.reason);
  return result.payout.withheld;
}

/** A move by hand, of a credential. */
function made(one: PayoutMove, by: string | null = null) {
  return { move: one, reason: null, by };
}

function move(number: number, ...moves: PayoutMove[]): void {
  for (const one of moves) {
    expect(desk.move(PROMOTER, number, made(one), NOVEMBER)).toMatchObject({ kind: "payout", changed: true });
  }
}

function wallet() {
  return wallets.tip(PROMOTER).wallet;
}

test("under T+7 what was released within seven days cannot be requested, and what is older can", () => {
  release(500, NOVEMBER - 8 * DAY_MS);
  release(300, NOVEMBER - 6 * DAY_MS);
  const policy = { ...POLICY, payoutCycleDays: 7 };
  const next = { atMs: NOVEMBER + DAY_MS, amount: 800 };
  expect(request(501, policy, NOVEMBER)).toEqual({
    kind: "refused",
    reason: "insufficient_available",
    outlook: { amount: 500, next, openPayoutId: null },
  });
  expect(request(500, policy, NOVEMBER)).toMatchObject({ kind: "payout", created: true });
  expect(wallet()).toMatchObject({ available: 300, reserved: 500 });
});

test("less than the smallest payout is refused, and so is nothing", () => {
  release(500, 0);
  expect(request(99, POLICY, NOVEMBER)).toMatchObject({ kind: "refused", reason: "below_minimum" });
  expect(request(0, { ...POLICY, minPayout: amountMinor(0) }, NOVEMBER)).toMatchObject({ kind: "refused" });
});

test("a key asked again answers the same payout, and with another amount it is a conflict", () => {
  release(500, 0);
  expect(request(200, POLICY, NOVEMBER, "UTC", "one")).toMatchObject({ created: true });
  expect(request(200, POLICY, NOVEMBER, "UTC", "one")).toMatchObject({ created: false });
  expect(request(201, POLICY, NOVEMBER, "UTC", "one")).toMatchObject({ reason: "idempotency_conflict" });
  expect(wallet()).toMatchObject({ available: 300, reserved: 200 });
});

test("one payout is open at a time, and one that was rejected or has failed makes room for the next", () => {
  namePayee();
  release(500, 0);
  request(200, POLICY, NOVEMBER);
  expect(request(100, POLICY, NOVEMBER)).toMatchObject({ reason: "payout_open" });
  move(1, "reject");
  expect(request(500, POLICY, NOVEMBER)).toMatchObject({ created: true });
  move(2, "approve");
  payouts.collectApproved("b1", NOVEMBER);
  move(2, "failed");
  expect(request(500, POLICY, NOVEMBER)).toMatchObject({ created: true });
});

test("a payout that was approved cannot be rejected: a batch may have taken it", () => {
  namePayee();
  release(500, 0);
  request(200, POLICY, NOVEMBER);
  move(1, "approve");
  const refused = { kind: "refused", reason: "invalid_transition" };
  expect(desk.move(PROMOTER, 1, made("reject"), NOVEMBER)).toMatchObject(refused);
  expect(wallet()).toMatchObject({ available: 300, reserved: 200 });
  payouts.collectApproved("b1", NOVEMBER);
  expect(desk.move(PROMOTER, 1, made("reject"), NOVEMBER)).toMatchObject(refused);
});

test("a batch pays who was the payee when the payout was approved, whoever is named later", () => {
  release(500, 0);
  payees.set(PROMOTER, "sealed: first", null, NOVEMBER);
  request(200, POLICY, NOVEMBER);
  move(1, "approve");
  expect(payouts.collectApproved("b1", NOVEMBER)).toMatchObject([{ sealedPayee: "sealed: first" }]);
  payees.set(PROMOTER, "sealed: second", null, NOVEMBER);
  expect(payouts.collectApproved("b1", NOVEMBER)).toMatchObject([{ sealedPayee: "sealed: first" }]);
});

test("who replaced the payee does not approve, until somebody else has approved a payout to it", () => {
  release(500, 0);
  payees.set(PROMOTER, "sealed: first", "ak_1", NOVEMBER);
  request(100, POLICY, NOVEMBER);
  payees.set(PROMOTER, "sealed: thief", "ak_1", NOVEMBER);
  const refused = { kind: "refused", reason: "payee_changed_by_approver" };
  expect(desk.move(PROMOTER, 1, made("approve", "ak_1"), NOVEMBER)).toMatchObject(refused);
  expect(payouts.byNumber(PROMOTER, 1)).toMatchObject({ state: "requested" });
  expect(desk.move(PROMOTER, 1, made("approve", "ak_2"), NOVEMBER)).toMatchObject({ changed: true });
  expect(desk.move(PROMOTER, 1, made("approve", "ak_1"), NOVEMBER)).toMatchObject({ changed: false });
  payouts.collectApproved("b1", NOVEMBER);
  move(1, "paid");
  request(100, POLICY, NOVEMBER);
  expect(desk.move(PROMOTER, 2, made("approve", "ak_1"), NOVEMBER)).toMatchObject({ changed: true });
});

test("a first payee that is set while a payout waits is approved by somebody else, one set before by anybody", () => {
  release(500, 0);
  request(100, POLICY, NOVEMBER);
  payees.set(PROMOTER, "sealed: first", "ak_1", NOVEMBER);
  expect(desk.move(PROMOTER, 1, made("approve", "ak_1"), NOVEMBER)).toMatchObject({ kind: "refused" });
  const other = promoterRefOf(2, 0);
  payees.set(other, "sealed: first", "ak_1", NOVEMBER);
  expect(payees.isUnconfirmedOf(other, "ak_1")).toBe(false);
});

test("an approved payout pays the payee that stood at its approval, whoever changes it before the batch", () => {
  release(500, 0);
  payees.set(PROMOTER, "sealed: first", "ak_1", NOVEMBER);
  request(100, POLICY, NOVEMBER);
  desk.move(PROMOTER, 1, made("approve", "ak_1"), NOVEMBER);
  payees.set(PROMOTER, "sealed: thief", "ak_1", NOVEMBER);
  expect(payouts.collectApproved("b1", NOVEMBER)).toMatchObject([{ sealedPayee: "sealed: first" }]);
});

test("without a payee no payout is approved", () => {
  release(500, 0);
  request(100, POLICY, NOVEMBER);
  const refused = { kind: "refused", reason: "payee_missing", payout: { state: "requested" } };
  expect(desk.move(PROMOTER, 1, made("approve", "ak_1"), NOVEMBER)).toMatchObject(refused);
});

test("a payout that was approved without a payee waits for one, whom its approver alone cannot name", () => {
  release(500, 0);
  request(100, POLICY, NOVEMBER);
  // As code of before this rule approved it.
  payouts.setApproval(PROMOTER, 1, "ak_1");
  payouts.setState(PROMOTER, 1, "approved", null, NOVEMBER);
  expect(payouts.collectApproved("b1", NOVEMBER)).toEqual([]);
  payees.set(PROMOTER, "sealed: first", "ak_2", NOVEMBER);
  payees.set(PROMOTER, "sealed: thief", "ak_1", NOVEMBER);
  expect(payouts.collectApproved("b2", NOVEMBER)).toEqual([]);
  payees.set(PROMOTER, "sealed: first", "ak_2", NOVEMBER);
  expect(payouts.collectApproved("b3", NOVEMBER)).toMatchObject([{ sealedPayee: "sealed: first" }]);
});

test("every payee is kept with who set it, and one of before its history with nobody", () => {
  const sql = memorySql(WALLET_SCHEMA, PAYOUT_SCHEMA);
  sql.exec("INSERT INTO payees (promoter, sealed, updated_at_ms) VALUES (?, 'sealed: old', 7)", PROMOTER);
  for (const statement of [...PAYEE_HISTORY_SCHEMA, ...FIRST_APPROVAL_SCHEMA]) sql.exec(statement);
  const kept = new PayeeStorage(sql);
  expect(kept.changes(PROMOTER, 9, 9)).toEqual([]);
  kept.set(PROMOTER, "sealed: new", "ak_1", 8);
  kept.set(PROMOTER, "sealed: newer", "operator", 9);
  const [newer, changed, old] = kept.changes(PROMOTER, 9, 9);
  expect(newer).toEqual({ number: 3, sealed: "sealed: newer", changedBy: "operator", changedAtMs: 9 });
  expect(changed).toMatchObject({ changedBy: "ak_1", changedAtMs: 8 });
  expect(old).toEqual({ number: 1, sealed: "sealed: old", changedBy: null, changedAtMs: 7 });
  expect(kept.changes(PROMOTER, 3, 1)).toMatchObject([{ number: 2 }]);
});

test("tax of a month counts what was requested in it, and nothing that was rejected, failed or returned", () => {
  namePayee();
  release(10_000_000, 0);
  // Of 1,000 yuan 40 are withheld; of 2,000 in one month 240.
  expect(withheld(100_000, NOVEMBER)).toBe(4_000);
  move(1, "reject");
  expect(withheld(100_000, NOVEMBER)).toBe(4_000);
  move(2, "approve");
  payouts.collectApproved("b1", NOVEMBER);
  move(2, "failed");
  expect(withheld(100_000, NOVEMBER)).toBe(4_000);
  move(3, "approve");
  payouts.collectApproved("b2", NOVEMBER);
  move(3, "paid", "returned");
  expect(withheld(100_000, NOVEMBER)).toBe(4_000);
  move(4, "approve");
  payouts.collectApproved("b3", NOVEMBER);
  move(4, "paid");
  expect(withheld(100_000, NOVEMBER)).toBe(20_000);
});

test("the month of tax is that of the program's zone", () => {
  namePayee();
  release(10_000_000, 0);
  // In Shanghai it is December 1 already.
  const lastEvening = Date.UTC(2026, 10, 30, 17);
  expect(withheld(100_000, NOVEMBER, "Asia/Shanghai")).toBe(4_000);
  move(1, "approve");
  payouts.collectApproved("b1", NOVEMBER);
  move(1, "paid");
  expect(withheld(100_000, lastEvening, "Asia/Shanghai")).toBe(4_000);
  expect(payouts.yearOf(PROMOTER, "2026-12")).toMatchObject([{ month: "2026-11" }, { month: "2026-12" }]);
  expect(payouts.yearOf(PROMOTER, "2027-01")).toEqual([]);
});
