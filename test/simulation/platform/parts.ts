/** What a simulated world takes of one version of the code, whichever version the bundle is made of. */
import { AccountBook } from "../../../durable-objects/account-book/account-book.ts";
import { ClickGuard } from "../../../durable-objects/click-guard/click-guard.ts";
import { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import { Journey } from "../../../durable-objects/journey/journey.ts";
import { Notifier } from "../../../durable-objects/notifier/notifier.ts";
import { ReferralTree } from "../../../durable-objects/referral-tree/referral-tree.ts";
import { WebhookEndpoint } from "../../../durable-objects/webhook-endpoint/webhook-endpoint.ts";
import { consumeQueue } from "../../../worker/app/consume-queue.ts";
import { currentProgram, programAsStored } from "../../../worker/configuration/current-program.ts";
import { rulesBodySchema } from "../../../worker/configuration/rules.shapes.ts";
import { settingsSchema } from "../../../worker/configuration/settings.shapes.ts";
import { creditRequests, planOf } from "../../../worker/orders/late-decisions.ts";
import { recordConversions } from "../../../worker/orders/record-conversions.ts";
import { changeProgram } from "../../../worker/programs/programs.tables.ts";

export type ObjectClass = new (ctx: DurableObjectState, env: Env) => object;

export const PARTS = {
  /** Object classes by the names of their bindings. */
  classes: {
    ACCOUNT_BOOK: AccountBook,
    CLICK_GUARD: ClickGuard,
    COMMISSION_LEDGER: CommissionLedger,
    JOURNEY: Journey,
    NOTIFIER: Notifier,
    REFERRAL_TREE: ReferralTree,
    WEBHOOK_ENDPOINT: WebhookEndpoint,
  } satisfies Record<string, ObjectClass>,
  creditRequests,
  planOf,
  currentProgram,
  programAsStored,
  recordConversions,
  changeProgram,
  consumeQueue,
  settingsSchema,
  rulesBodySchema,
};
