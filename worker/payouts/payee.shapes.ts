/** Who receives a promoter's payouts: a bank account or a WeChat user. Read back masked. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import type { PayeeProposal } from "../../durable-objects/account-book/payouts/payee-proposal-storage.ts";
import type { PayeeChange } from "../../durable-objects/account-book/payouts/payee-storage.ts";
import { idAnswer, instantAnswer, named, textSchema, words } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

const account = z
  .string()
  .regex(/^[0-9A-Za-z]{6,34}$/)
  .openapi({
    description: "Account or card number, or IBAN, without spaces",
    example: "6222020200112233445",
  });

const KINDS: Readonly<Record<"bank" | "wechat", string>> = {
  bank: "an account of a bank",
  wechat: "a user of WeChat Pay",
};

export const payeeSchema = named(
  "Payee",
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("bank").openapi({ description: `\`bank\`: ${KINDS.bank}` }),
      name: textSchema(100, "Whose account it is"),
      bank: textSchema(100, "Which bank"),
      account,
    }),
    z.strictObject({
      kind: z.literal("wechat").openapi({ description: `\`wechat\`: ${KINDS.wechat}` }),
      name: textSchema(100, "The user's real name, where WeChat Pay asks for it").optional(),
      openId: z
        .string()
        .regex(/^[\w-]{6,64}$/)
        .openapi({ description: "The user's openid of the merchant's app" }),
    }),
  ]),
  { kind: "bank", name: "Li Lei", bank: "ICBC", account: "6222020200112233445" },
);

export type Payee = z.output<typeof payeeSchema>;

const MASKED_EXAMPLE = {
  kind: "bank" as const,
  name: "L*****",
  bank: "ICBC",
  account: "***************3445",
};

export const maskedPayeeSchema = named(
  "MaskedPayee",
  z.object({
    kind: words("What receives the money", namesOf(KINDS), KINDS),
    name: z.string().nullable().openapi({ description: "The first character of the name; null without one" }),
    bank: z.string().nullable().openapi({ description: "Which bank; null of WeChat" }),
    account: z.string().openapi({
      example: "***************3445",
      description: "The account or openid, masked but for the last characters",
    }),
  }),
  MASKED_EXAMPLE,
);

export const payeeChangeSchema = named(
  "PayeeChange",
  maskedPayeeSchema.extend({
    changedAt: instantAnswer("From when on it stood"),
    changedBy: idAnswer("By which credential; null where it is not known", "ak_1").nullable(),
  }),
  { ...MASKED_EXAMPLE, changedAt: "2026-11-22T08:00:00.000Z", changedBy: "ak_1" },
);

export function presentPayeeChange(
  payee: Payee,
  { changedAtMs, changedBy }: PayeeChange,
): z.output<typeof payeeChangeSchema> {
  return { ...maskedPayee(payee), changedAt: instantOf(changedAtMs), changedBy };
}

const proposedAt = instantAnswer("When it was proposed");

export const payeeProposalSchema = named(
  "PayeeProposal",
  maskedPayeeSchema.extend({
    promoterId: idAnswer("Whose proposal it is", "pr_5k"),
    proposedAt,
    proposedBy: idAnswer("By which token of the promoter", "pt_1"),
  }),
  {
    ...MASKED_EXAMPLE,
    promoterId: "pr_5k",
    proposedAt: "2026-11-22T08:00:00.000Z",
    proposedBy: "pt_1",
  },
);

export const acceptanceSchema = named(
  "PayeeAcceptance",
  z.strictObject({
    proposedAt: proposedAt.openapi({ description: "`proposedAt` of the proposal that was looked at" }),
  }),
  { proposedAt: "2026-11-22T08:00:00.000Z" },
);

export function presentPayeeProposal(
  payee: Payee,
  { promoter, proposedBy, proposedAtMs }: PayeeProposal,
): z.output<typeof payeeProposalSchema> {
  const proposed = instantOf(proposedAtMs);
  return { ...maskedPayee(payee), promoterId: promoterIdOf(promoter), proposedAt: proposed, proposedBy };
}

/** Enough to recognise a payee, too little to pay or to impersonate one. */
export function maskedPayee(payee: Payee): z.output<typeof maskedPayeeSchema> {
  const name = payee.name === undefined ? null : maskedName(payee.name);
  if (payee.kind === "wechat") return { kind: "wechat", name, bank: null, account: masked(payee.openId) };
  return { kind: "bank", name, bank: payee.bank, account: masked(payee.account) };
}

/** The last four characters, and never more than a third. */
function masked(text: string): string {
  const shown = Math.min(4, Math.floor(text.length / 3));
  return `${"*".repeat(text.length - shown)}${text.slice(text.length - shown)}`;
}

function maskedName(name: string): string {
  const [first = "", ...rest] = Array.from(name);
  return `${first}${"*".repeat(Math.max(1, rest.length))}`;
}
