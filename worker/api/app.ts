/** The management API under `/v1`: every route, who may call it, and its description. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { problem } from "../platform/problem.ts";
import type { ApiEnv, Changes, Registrar } from "./api-env.ts";
import { operatorOnly, programMembers } from "./auth.ts";
import { jsonBody } from "./body.ts";
import { notFoundOn, onError, onInvalid } from "./errors.ts";
import { registerHealth } from "./health.ts";
import { hostAllows } from "./hosts.ts";
import { registerOpenApi } from "./openapi.ts";
import { registerAlarms } from "./alarms.ts";
import { registerApiKeys } from "./api-keys.ts";
import { registerBindingImport } from "./binding-import.ts";
import { registerBindings } from "./bindings.ts";
import { registerCampaigns } from "./campaigns.ts";
import { registerClaims } from "./claims.ts";
import { registerCommissionRules } from "./commission-rules.ts";
import { registerCoupons } from "./coupons.ts";
import { registerExplanation } from "./explanation.ts";
import { registerDeadLetters } from "./dead-letters.ts";
import { registerJournalExports } from "./journal-exports.ts";
import { registerJournalVerification } from "./journal-verification.ts";
import { registerLinks } from "./links.ts";
import { registerMembers } from "./members.ts";
import { registerMetrics } from "./metrics.ts";
import { registerOrders } from "./orders.ts";
import { registerParked } from "./parked.ts";
import { registerPayees } from "./payees.ts";
import { registerPayoutBatches } from "./payout-batches.ts";
import { registerPayouts } from "./payouts.ts";
import { registerPreview } from "./preview.ts";
import { registerPromoterTokens } from "./promoter-tokens.ts";
import { registerPromoters } from "./promoters.ts";
import { registerReconciliation } from "./reconciliation.ts";
import { registerSecrets } from "./secrets.ts";
import { registerSimulation } from "./simulate.ts";
import { registerTiers } from "./tiers.ts";
import { registerUplineHistory } from "./upline-history.ts";
import { registerWallets } from "./wallets.ts";
import { registerPrograms } from "./programs.ts";

const RESOURCES: readonly Registrar[] = [
  registerPrograms,
  registerApiKeys,
  registerSecrets,
  registerPromoters,
  registerPromoterTokens,
  registerMembers,
  registerUplineHistory,
  registerLinks,
  registerCommissionRules,
  registerSimulation,
  registerTiers,
  registerCampaigns,
  registerBindings,
  registerBindingImport,
  registerCoupons,
  registerClaims,
  registerPreview,
  registerExplanation,
  registerOrders,
  registerWallets,
  registerJournalExports,
  registerJournalVerification,
  registerPayouts,
  registerPayoutBatches,
  registerPayees,
  registerReconciliation,
  registerParked,
  registerDeadLetters,
  registerAlarms,
  registerMetrics,
];

/**
 * The API with its own resources and those of `registrars`, which find the program and the caller by
 * `requireProgram` on every path below `/v1/programs/{program}`.
 *
 * @param changes told of changed links and programs.
 */
export function createManagementApp(
  registrars: readonly Registrar[] = [],
  changes: Changes = { linkChanged: () => {}, programChanged: () => {} },
): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid });
  app.onError(onError);
  app.notFound(notFoundOn(app));
  registerHealth(app);
  app.use("*", async (c, next) => {
    if (!hostAllows(c.env, c.req.raw, "management")) return problem("not_found");
    c.set("changes", changes);
    await next();
    return undefined;
  });
  app.use("/v1/programs", operatorOnly);
  app.use("/v1/programs/:program/*", programMembers);
  app.use("/v1/*", jsonBody);
  for (const register of [...RESOURCES, ...registrars]) register(app);
  registerOpenApi(app);
  return app;
}
