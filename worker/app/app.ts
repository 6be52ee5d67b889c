/** The management API under `/v1`: every route, who may call it, and its description. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { problem } from "../http/problem.ts";
import type { ApiEnv, Changes, Registrar } from "../access/api-env.ts";
import { operatorOnly, programMembers } from "../access/authorize.ts";
import { notFoundOn, onError, onInvalid } from "../http/errors.ts";
import { requestLog } from "../http/traffic/request-log.ts";
import { registerHealth } from "../operations/health.routes.ts";
import { hostAllows } from "../http/hosts.ts";
import { isForPortal } from "./portal-requests.ts";
import { admitted } from "../http/traffic/admit-requests.ts";
import { DeploymentGuard } from "../deployment/deployment-guard.ts";
import { answerHeaders } from "../http/answer-headers.ts";
import { registerSecurityTxt } from "./security-txt.routes.ts";
import { registerErrorDocs } from "./error-docs.routes.ts";
import { registerOpenApi } from "./openapi.ts";
import { registerAlarms } from "../operations/alarms.routes.ts";
import { registerAlerts } from "../alerts/alerts.routes.ts";
import { registerContests } from "../contests/contests.routes.ts";
import { registerLeaderboards } from "../reports/leaderboards/leaderboards.routes.ts";
import { registerAudit } from "../access/audit.routes.ts";
import { registerApiKeys } from "../access/api-keys.routes.ts";
import { registerPeople } from "../access/people/people.routes.ts";
import { registerBindingImport } from "../bindings/binding-import.routes.ts";
import { registerBindings } from "../bindings/bindings.routes.ts";
import { registerCampaigns } from "../plans/campaigns.routes.ts";
import { registerManualCredit } from "../orders/manual-credit.routes.ts";
import { registerCommissionRules } from "../plans/commission-rules.routes.ts";
import { registerCoupons } from "../coupons/coupons.routes.ts";
import { registerExplanation } from "../explanation/explanation.routes.ts";
import { registerDeadLetters } from "../operations/dead-letters.routes.ts";
import { registerJournalExports } from "../wallets/journal-exports.routes.ts";
import { registerJournalVerification } from "../wallets/journal-verification.routes.ts";
import { registerLinks } from "../links/links.routes.ts";
import { registerJsConfig } from "../wechat/js-config.routes.ts";
import { registerMiniProgramCodes } from "../wechat/mini-program-code.routes.ts";
import { registerOpenids } from "../wechat/openids.routes.ts";
import { registerWechatSignIn } from "../wechat/sign-in.routes.ts";
import { registerUrlLinks } from "../wechat/url-link.routes.ts";
import { registerWechatApps } from "../wechat/wechat-app.routes.ts";
import { registerQr } from "../sharing/qr/qr.routes.ts";
import { registerMaterials } from "../sharing/materials/materials.routes.ts";
import { registerPosterFiles } from "../sharing/posters/poster-file.routes.ts";
import { registerPosters } from "../sharing/posters/posters.routes.ts";
import { registerShareCopy } from "../sharing/copy/share-copy.routes.ts";
import { registerMembers } from "../promoters/members.routes.ts";
import { registerMetrics } from "../operations/metrics/metrics.routes.ts";
import { registerOrders } from "../orders/orders.routes.ts";
import { registerRefusedRows } from "../operations/refused-rows.routes.ts";
import { registerPayees } from "../payouts/payees.routes.ts";
import { registerPayoutBatches } from "../payouts/payout-batches.routes.ts";
import { registerPayouts } from "../payouts/payouts.routes.ts";
import { registerProgramPayouts } from "../payouts/program-payouts.routes.ts";
import { registerTransfers } from "../payouts/transfers/transfers.routes.ts";
import { registerWechatPayouts } from "../payouts/transfers/wechat-payouts.routes.ts";
import { registerPreview } from "../explanation/preview.routes.ts";
import { registerPromoterTokens } from "../promoters/promoter-tokens.routes.ts";
import { registerPromoterNotes } from "../promoters/notes/notes.routes.ts";
import { registerPromoters } from "../promoters/promoters.routes.ts";
import { registerObjects } from "../growth/objects.routes.ts";
import { registerRestores } from "../restores/restores.routes.ts";
import { registerReconciliation } from "../operations/reconciliation.routes.ts";
import { registerSessions } from "../access/sessions.routes.ts";
import { registerPersonSignIn } from "../sign-in/person-sign-in.routes.ts";
import { registerSignInLinks } from "../sign-in/sign-in-links.routes.ts";
import { registerLooks } from "../looks/looks.routes.ts";
import { registerTerms } from "../looks/terms.routes.ts";
import { registerSecrets } from "../access/secrets.routes.ts";
import { registerSimulation } from "../simulation/simulate.routes.ts";
import { registerPromoterTiers } from "../promoters/promoter-tiers.routes.ts";
import { registerTiers } from "../plans/tiers.routes.ts";
import { registerUplineHistory } from "../promoters/upline-history.routes.ts";
import { registerTrialBalance } from "../wallets/trial-balance.routes.ts";
import { registerTaxStatements } from "../payouts/tax-statements.routes.ts";
import { registerWallets } from "../wallets/wallets.routes.ts";
import { registerEarnings } from "../promoters/earnings.routes.ts";
import { registerPayeeProposals } from "../payouts/payee-proposals.routes.ts";
import { registerEvents } from "../notifications/events.routes.ts";
import { registerEventStream } from "../notifications/event-stream.routes.ts";
import { registerWebhookEndpoints } from "../webhook-endpoints/endpoints.routes.ts";
import { registerWebhookDeliveries } from "../webhook-endpoints/deliveries.routes.ts";
import { registerErasures } from "../privacy/erasures.routes.ts";
import { registerExports } from "../privacy/exports.routes.ts";
import { registerRiskCases } from "../risk/risk-cases.routes.ts";
import { registerStatistics } from "../risk/statistics.routes.ts";
import { registerClickToOrder } from "../reports/click-to-order/click-to-order.routes.ts";
import { registerCohorts } from "../reports/cohorts/cohorts.routes.ts";
import { registerTeams } from "../reports/teams/team.routes.ts";
import { registerDaily } from "../reports/daily.routes.ts";
import { registerKeyedReports } from "../reports/keyed/keyed.routes.ts";
import { registerLinkFigures } from "../reports/keyed/link-figures.routes.ts";
import { registerSummary } from "../reports/summary.routes.ts";
import { registerDataExports } from "../exports/data-exports.routes.ts";
import { registerPrograms } from "../programs/programs.routes.ts";

const RESOURCES: readonly Registrar[] = [
  registerPrograms,
  registerApiKeys,
  registerSessions,
  registerPersonSignIn,
  registerSignInLinks,
  registerPeople,
  registerAudit,
  registerSecrets,
  registerPromoters,
  registerPromoterTokens,
  registerPromoterNotes,
  registerMembers,
  registerLooks,
  registerTerms,
  registerUplineHistory,
  registerLinks,
  registerQr,
  registerWechatApps,
  registerJsConfig,
  registerMiniProgramCodes,
  registerUrlLinks,
  registerOpenids,
  registerWechatSignIn,
  registerPosters,
  registerPosterFiles,
  registerShareCopy,
  registerMaterials,
  registerCommissionRules,
  registerSimulation,
  registerTiers,
  registerPromoterTiers,
  registerEarnings,
  registerRiskCases,
  registerStatistics,
  registerCampaigns,
  registerBindings,
  registerBindingImport,
  registerCoupons,
  registerManualCredit,
  registerPreview,
  registerExplanation,
  registerOrders,
  registerWallets,
  registerTrialBalance,
  registerJournalExports,
  registerJournalVerification,
  registerPayouts,
  registerProgramPayouts,
  registerPayoutBatches,
  registerTransfers,
  registerWechatPayouts,
  registerTaxStatements,
  registerPayees,
  registerPayeeProposals,
  registerSummary,
  registerDaily,
  registerKeyedReports,
  registerLinkFigures,
  registerTeams,
  registerCohorts,
  registerClickToOrder,
  registerEvents,
  registerEventStream,
  registerWebhookEndpoints,
  registerWebhookDeliveries,
  registerLeaderboards,
  registerContests,
  registerAlerts,
  registerDataExports,
  registerReconciliation,
  registerRestores,
  registerErasures,
  registerExports,
  registerRefusedRows,
  registerDeadLetters,
  registerAlarms,
  registerObjects,
  registerMetrics,
];

/**
 * The API with its own resources and those of `registrars`. Each route carries its own guard; handlers find the program
 * and the caller by `requireProgram` on every path below `/v1/programs/{program}`.
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
  app.use("*", requestLog);
  app.use("*", answerHeaders);
  registerHealth(app);
  registerSecurityTxt(app);
  app.use("*", admitted);
  const guard = new DeploymentGuard();
  app.use("*", async (c, next) => {
    // Before the host: one that no request can name would hide the reason.
    await guard.require(c.env, c.req.raw);
    if (!hostAllows(c.env, c.req.raw, "management") && !isForPortal(c)) return problem("not_found");
    c.set("changes", changes);
    await next();
    return undefined;
  });
  for (const register of [...RESOURCES, ...registrars, registerErrorDocs]) register(app);
  registerOpenApi(app);
  // Behind every route: what is none of them tells nothing to whoever has no credentials for the program.
  app.use("/v1/programs", operatorOnly);
  app.use("/v1/programs/:program/*", programMembers);
  return app;
}
