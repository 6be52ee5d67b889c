/** Refusals about payouts, their batches and who receives them. */
import type { Problems } from "./problem-facts.ts";

export const PAYOUT_PROBLEMS = {
  unknown_payout: {
    status: 404,
    title: "No such payout",
    means: "The promoter has no payout of this id, or it is another promoter's.",
    remedy: "Check the id, or list the promoter's payouts.",
  },
  unknown_payee: {
    status: 404,
    title: "Nobody has said who receives the payouts",
    means: "The promoter has no payee.",
    remedy: "Say who receives the promoter's payouts with `PUT …/payee`.",
  },
  unknown_payee_proposal: {
    status: 404,
    title: "The promoter proposes no payee",
    means: "There is no proposal, or it was accepted, refused or withdrawn.",
    remedy: "Read the payee that stands, and the history of payees.",
  },
  unknown_payout_batch: {
    status: 404,
    title: "No such payout batch",
    means: "The program has no batch of this id.",
    remedy: "Check the id that opening the batch answered.",
  },
  payout_open: {
    status: 409,
    title: "Another payout is not resolved yet",
    means: "A promoter has one payout under way at most.",
    remedy: "Wait until the other payout is paid, failed or rejected.",
  },
  invalid_transition: {
    status: 409,
    title: "It cannot move there from its state",
    means: "The order or payout is in a state from which this move does not lead. `detail` says which it is.",
    remedy: "Read it again and choose a move that its state allows.",
  },
  payee_missing: {
    status: 409,
    title: "Nobody has said who receives the payout",
    means: "The promoter has no payee, so that a batch could pay the payout to nobody. Nothing was changed.",
    remedy: "Say who receives the promoter's payouts with `PUT …/payee`, and approve then.",
  },
  payee_changed_by_approver: {
    status: 409,
    title: "Who changed the payee does not approve the payout",
    means:
      "These credentials changed the promoter's payee, and nobody else has approved a payout to it since. Nothing was changed.",
    remedy: "Have the payout approved by another key or person, after a look at the payee.",
  },
  second_approver_needed: {
    status: 409,
    title: "The payout waits for another approver",
    means:
      "Two have to approve a payout of this program, and these credentials have done so already. Nothing was changed.",
    remedy: "Have another key or person approve it as well.",
  },
  transfer_under_way: {
    status: 409,
    title: "WeChat Pay may be paying the payout",
    means:
      "WeChat Pay has a transfer of the payout, or may have one. It says itself how that ended, and the payout follows.",
    remedy:
      "Wait, and read `GET …/payouts/{id}/transfer`. It says when a person has to decide. Before its promoter has confirmed, `POST …/transfer/cancel` takes it back.",
  },
  no_transfer_under_way: {
    status: 409,
    title: "WeChat Pay has no transfer that could be cancelled",
    means: "Nothing was sent for the payout, it is settled, or a person has to decide. Nothing was changed.",
    remedy: "Read `GET …/payouts/{id}/transfer`. What was never sent is moved by hand: `POST …/failed`.",
  },
  no_wechat_payouts: {
    status: 404,
    title: "WeChat Pay is not set to pay",
    means: "The program has no settings by which WeChat Pay pays its payouts.",
    remedy: "Set them with `PUT …/wechat-payouts`.",
  },
  wechat_pays_cny: {
    status: 409,
    title: "WeChat Pay pays yuan alone",
    means: "The program's currency is not CNY.",
    remedy: "Pay by the batch's file.",
  },
  batch_open: {
    status: 409,
    title: "The batch is not sealed yet",
    means: "The batch still collects payouts, so that its file would not be final.",
    remedy: "Ask again in a few seconds, once the batch says `sealed`.",
  },
  below_minimum: {
    status: 422,
    title: "The amount is below the smallest payout",
    means: "The amount is below the program's `settlement.minPayout`.",
    remedy: "Request at least the smallest payout.",
  },
  insufficient_available: {
    status: 422,
    title: "More than can be requested now",
    means:
      "The wallet has less available than was asked for, or the payout cycle holds it for some days after its release. `requestable` says how much can be requested now, and `nextRequestableAt` when more can.",
    remedy: "Request at most what the wallet says is `requestable`.",
  },
} as const satisfies Problems;
