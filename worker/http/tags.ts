/** The nouns that the API's description groups its operations by, each with what it is. */
export const TAGS = {
  Programs: "A merchant's referral program: its currency, time zone and settings, kept as versions.",
  "API keys": "Keys of a program. A key's text is shown once; it reaches that program alone.",
  Audit: "Who changed what in a program, by which credential.",
  Secrets: "Secrets that webhooks are signed with and customers are proved by. The old one runs out.",
  Promoters: "Members who earn commissions, each under one upline.",
  "Promoter tokens": "Tokens for a promoter's own pages: own reads, own links and payout requests.",
  Members: "The line above a member and the team below a promoter.",
  Links: "Share links of promoters. A link leads to a page of the merchant with a click token.",
  "Commission rules": "What promoters earn, set whole as versions, and simulations of other rules.",
  Tiers: "Tiers that promoters reach by their own sales.",
  Campaigns: "Campaigns with dates and perhaps a budget, which their commissions never exceed.",
  Bindings: "Customers bound to promoters, one by one or as an import.",
  Coupons: "Codes that credit one promoter.",
  Orders: "Conversions, what happens to them, and why they were credited and paid as they were.",
  Attribution: "What each attribution model would make of the same touches.",
  Wallets: "A promoter's balances and journal, adjustments, and the verification of the journal.",
  Payouts: "Payouts from request to payment, and who receives them.",
  "Payout batches": "Batches that collect approved payouts, and their files.",
  Webhooks: "Signed intake of orders from shops, and what of it could not be used.",
  Reconciliation: "Comparison of ledgers, journals, wallets and read models.",
  Operations: "What an operator sees and sets right: refused rows, dead letters, alarms, metrics.",
  Health: "Whether the service can serve.",
  "Share hosts": "What browsers ask without credentials: share links, pixels, the SDK and its beacon.",
  Documentation: "This description and the pages of the error codes.",
} as const satisfies Record<string, string>;

export type Tag = keyof typeof TAGS;
