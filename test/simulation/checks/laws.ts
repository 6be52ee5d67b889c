/** The laws that hold once everything has settled, whatever happened before. Each breach is one line. */
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { checkBudgets } from "./budgets.ts";
import { checkCustomers } from "./customers.ts";
import { checkDecisions } from "./decisions.ts";
import { findAll, type Report } from "./findings.ts";
import { checkHolds } from "./holds.ts";
import { checkJournals } from "./journals.ts";
import { checkOrders } from "./orders.ts";
import { checkReviews } from "./risk/reviews.ts";
import { checkUses } from "./risk/uses.ts";
import { checkNotifications } from "./log/notifications.ts";
import { checkSentEvents } from "./log/sent-events.ts";
import { checkPages } from "./pages.ts";
import { checkPairs } from "./pairs.ts";
import { checkPayees } from "./payees.ts";
import { checkPayouts } from "./payouts.ts";
import { checkPostings } from "./postings.ts";
import { checkReadModels } from "./read-models.ts";
import { checkSales } from "./sales.ts";
import { checkTaxes } from "./taxes.ts";
import { checkTiers } from "./tiers.ts";
import { checkWallets } from "./wallets.ts";

export async function checkLaws(world: World, workload: Workload, report: Report): Promise<void> {
  const found = await findAll(world, workload, report);
  checkOrders(world, workload, found, report);
  checkDecisions(world, workload, found, report);
  checkPages(world, workload, found, report);
  checkWallets(workload, found, report);
  checkJournals(workload, found, report);
  checkPostings(world, workload, found, report);
  checkPairs(world, workload, report);
  checkCustomers(world, workload, report);
  checkSales(world, workload, found, report);
  checkTiers(world, workload, found, report);
  checkTaxes(workload, found, report);
  checkHolds(world, workload, found, report);
  checkReviews(world, workload, found, report);
  checkUses(world, workload, found, report);
  checkBudgets(world, workload, found, report);
  checkNotifications(world, workload, found, report);
  checkSentEvents(world, report);
  checkReadModels(world, workload, found, report);
  await checkPayouts(world, workload, found, report);
  await checkPayees(world, workload, found, report);
}
