/** Every rule of risk by the code that it gives. A new one is its file and one line here. */
import { namesOf } from "../../kernel/records.ts";
import type { RiskCode } from "../../order/risk-reason.ts";
import { automatedBrowser } from "./automated-browser.ts";
import { creditDisplaced } from "./credit-displaced.ts";
import { customersPerClick } from "./customers-per-click.ts";
import { devicesPerCustomer } from "./devices-per-customer.ts";
import { hostingNetwork } from "./hosting-network.ts";
import { nearInTree } from "./near-in-tree.ts";
import { orderTooSoon } from "./order-too-soon.ts";
import { pageReported } from "./page-reported.ts";
import type { RiskRule } from "./rule.ts";
import { sameNetwork } from "./same-network.ts";
import { sharedContact } from "./shared-contact.ts";
import { sharedPayee } from "./shared-payee.ts";
import { unusualAmount } from "./unusual-amount.ts";

export const RULES = {
  order_too_soon: orderTooSoon,
  credit_displaced: creditDisplaced,
  customers_per_click: customersPerClick,
  devices_per_customer: devicesPerCustomer,
  hosting_network: hostingNetwork,
  automated_browser: automatedBrowser,
  near_in_tree: nearInTree,
  same_network_as_promoter: sameNetwork,
  shared_payee: sharedPayee,
  shared_contact: sharedContact,
  unusual_amount: unusualAmount,
  page_reported: pageReported,
} as const satisfies Readonly<Partial<Record<RiskCode, RiskRule>>>;

/** The codes that an order can have when it is decided, in the sequence in which it names them. */
export const RULED_CODES = namesOf(RULES);
