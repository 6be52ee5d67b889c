/** What skewed load does to the busiest object, and the load at which each part meets its first limit. */
import { alone } from "./measurement.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { objectsByHash, objectsOfPromoters, spreadOf } from "./slot-model.ts";

/** What one book's object takes: a third of what the profile of an order shows, for a machine that is not ours. */
const POSTINGS_PER_OBJECT_SECOND = 10_000;
const SLOT_KEY = Buffer.from("slot-key-of-the-benchmark-alone!").toString("base64");

export async function measureScale(report: Report, { smoke }: Settings): Promise<void> {
  report.part("Scale: the busiest object under Zipf-distributed keys");
  const keys = smoke ? 10_000 : 1_000_000;
  for (const objects of [16, 256]) {
    const orders = spreadOf(keys, 0, objects, objectsByHash(SLOT_KEY, "order", objects));
    report.add(alone(`orders over ${objects} objects, busiest over even`, orders.busiestOverEven, "times"));
    const customers = spreadOf(keys, 0.8, objects, objectsByHash(SLOT_KEY, "customer", objects));
    report.add(
      alone(`customers over ${objects} objects, busiest over even`, customers.busiestOverEven, "times"),
    );
    const promoters = spreadOf(keys / 10, 1, objects, objectsOfPromoters(SLOT_KEY, objects));
    report.add(
      alone(`promoters over ${objects} objects, busiest over even`, promoters.busiestOverEven, "times"),
    );
    report.say(
      `the hottest of ${(keys / 10).toLocaleString("en")} promoters earns ${(promoters.hottestKey * 100).toFixed(1)} % of all; ` +
        `its object takes ${(promoters.busiestShare * 100).toFixed(1)} %`,
    );
    const most = Math.round(POSTINGS_PER_OBJECT_SECOND / promoters.busiestShare);
    report.say(`so that ${objects} books are full at ${most.toLocaleString("en")} postings a second`);
  }
}
