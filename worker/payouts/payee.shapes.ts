/** Who receives a promoter's payouts: a bank account or a WeChat user. Read back masked. */
import { z } from "@hono/zod-openapi";
import { textSchema } from "../http/common.shapes.ts";

const account = z
  .string()
  .regex(/^[0-9A-Za-z]{6,34}$/)
  .openapi({
    description: "Account or card number, or IBAN, without spaces",
    example: "6222020200112233445",
  });

export const payeeSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("bank"), name: textSchema(100), bank: textSchema(100), account }),
    z.strictObject({
      kind: z.literal("wechat"),
      name: textSchema(100).optional(),
      openId: z.string().regex(/^[\w-]{6,64}$/),
    }),
  ])
  .openapi("Payee");

export type Payee = z.output<typeof payeeSchema>;

export const maskedPayeeSchema = z
  .object({
    kind: z.enum(["bank", "wechat"]),
    name: z.string().nullable(),
    bank: z.string().nullable(),
    account: z.string().openapi({ example: "***************3445" }),
  })
  .openapi("MaskedPayee");

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
