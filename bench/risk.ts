/** Who is paid and who is looked at, over weeks of journeys of which it is known which are stolen. */
import { BARS } from "./bars.ts";
import { alone, type Bar } from "./measurement.ts";
import type { Report } from "./report.ts";
import { intervalOf, resampled } from "./risk/bootstrap.ts";
import { estimatedWeights } from "./risk/estimated-weights.ts";
import { FRAUDS, HELD_OUT, type Kind, ODDITIES } from "./risk/kinds.ts";
import { type Figures, figuresOf, type Outcome, outcomesOf } from "./risk/outcome.ts";
import { LOOKS_A_DAY, simulateWeeks } from "./risk/weeks.ts";
import type { Settings } from "./settings.ts";

/** Base rates: the part of all orders that is stolen. Bars are held against the second. */
const BASE_RATES = [0.002, 0.01, 0.03] as const;
const OF_BARS = 0.01;
/**
 * Nothing was chosen on these. Seeds 1 to 40, 101 to 120 and 201 to 280 were seen, and some weights, limits and patterns
 * chosen after that.
 */
const FIRST_SEED = 321;
const SEEDS = 20;
/** Weights were chosen on these, and patterns on these and 21 more after them. */
const TRAINING = { firstSeed: 1_001, seeds: 3, baseRate: 0.03 };
const PROMOTERS = 1_000;
const PROMOTERS_OF_SMOKE = 200;
/** What a look takes, to say what looks cost. */
const MINUTES_OF_LOOK = 10;
const PERCENT = 100;

export async function measureRisk(report: Report, { smoke }: Settings): Promise<void> {
  report.part("Risk: stolen and honest orders over eight weeks");
  const promoters = smoke ? PROMOTERS_OF_SMOKE : PROMOTERS;
  report.say(`held out: ${HELD_OUT.fraud}, ${HELD_OUT.oddity}; a person looks at ${LOOKS_A_DAY} cases a day`);
  const [trained, played] = smoke ? [1, 1] : [TRAINING.seeds, SEEDS];
  report.say(
    `seeds of weights ${spanOf(TRAINING.firstSeed, trained)}, of figures ${spanOf(FIRST_SEED, played)}`,
  );
  showWeights(report, trained, promoters);
  for (const baseRate of smoke ? [OF_BARS] : BASE_RATES) {
    const seeds: Outcome[][] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + played; seed += 1)
      seeds.push(outcomesOf(simulateWeeks(seed, { promoters, baseRate })));
    addFigures(report, baseRate, seeds);
    showKinds(report, baseRate, seeds.flat());
  }
  await Promise.resolve();
}

function spanOf(first: number, seeds: number): string {
  return seeds === 1 ? `${first}` : `${first} to ${first + seeds - 1}`;
}

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly figure: (figures: Figures) => number;
  readonly bar: Bar | null;
}

const ROWS: readonly Row[] = [
  {
    name: "stolen money that is not paid",
    unit: "%",
    figure: ({ recallByMoney }) => PERCENT * recallByMoney,
    bar: BARS.stolenMoneyUnpaid,
  },
  {
    name: "stolen money that is not paid, of before the thief is suspended",
    unit: "%",
    figure: ({ recallBefore }) => PERCENT * recallBefore,
    bar: null,
  },
  {
    name: "the same, and a sign had put the order under review",
    unit: "%",
    figure: ({ recallHeld }) => PERCENT * recallHeld,
    bar: null,
  },
  {
    name: "stolen orders that are not paid",
    unit: "%",
    figure: ({ recallByOrders }) => PERCENT * recallByOrders,
    bar: null,
  },
  {
    name: "honest orders held",
    unit: "of 10,000",
    figure: ({ heldPer10k }) => heldPer10k,
    bar: BARS.honestOrdersHeld,
  },
  {
    name: "honest orders paid later",
    unit: "of 10,000",
    figure: ({ latePer10k }) => latePer10k,
    bar: null,
  },
  { name: "an honest order is held for", unit: "hours", figure: ({ heldHours }) => heldHours, bar: null },
  {
    name: "cases looked at that are of thieves",
    unit: "%",
    figure: ({ precision }) => PERCENT * precision,
    bar: null,
  },
  {
    name: "minutes of looking",
    unit: "for 10,000 orders",
    figure: ({ looksPer10k }) => MINUTES_OF_LOOK * looksPer10k,
    bar: null,
  },
];

/** The median of all seeds is held against the bar; the interval is over the promoters of all seeds together. */
function addFigures(report: Report, baseRate: number, seeds: readonly (readonly Outcome[])[]): void {
  const figures = seeds.map(figuresOf);
  const drawn = resampled(seeds.flat(), figuresOf, 1);
  for (const { name, unit, figure, bar } of ROWS) {
    const { from, to } = intervalOf(drawn.map(figure));
    const interval = `[${from.toFixed(1)}, ${to.toFixed(1)}]`;
    const values = figures.map(figure).filter((value) => Number.isFinite(value));
    const held = baseRate === OF_BARS ? bar : null;
    report.add(
      alone(`${name}, ${PERCENT * baseRate} % stolen, together within ${interval}`, values, unit, held),
    );
  }
}

function showKinds(report: Report, baseRate: number, outcomes: readonly Outcome[]): void {
  const of = (kind: Kind) => outcomes.filter((outcome) => outcome.kind === kind);
  for (const kind of FRAUDS) {
    const some = of(kind);
    const recall = (drawn: readonly Outcome[]) => PERCENT * figuresOf(drawn).recallByMoney;
    if (some.length === 0) continue;
    const { from, to } = intervalOf(resampled(some, recall, 1));
    const { recallByOrders, recallBefore } = figuresOf(some);
    report.say(
      `${PERCENT * baseRate} % stolen, ${kind}, ${some.length} thieves: ${recall(some).toFixed(0)} % of the money [${from.toFixed(0)}, ${to.toFixed(0)}], ${(PERCENT * recallByOrders).toFixed(0)} % of the orders, ${(PERCENT * recallBefore).toFixed(0)} % of the money of before the suspension`,
    );
  }
  for (const kind of [...ODDITIES, "plain"] as const) {
    const some = of(kind);
    const held = (drawn: readonly Outcome[]) => figuresOf(drawn).heldPer10k;
    const { from, to } = intervalOf(resampled(some, held, 1));
    report.say(
      `${PERCENT * baseRate} % stolen, ${kind}: ${held(some).toFixed(1)} of 10,000 held [${from.toFixed(1)}, ${to.toFixed(1)}]`,
    );
  }
}

function showWeights(report: Report, seeds: number, promoters: number): void {
  const { firstSeed, baseRate } = TRAINING;
  const runs = Array.from({ length: seeds }, (_, place) =>
    simulateWeeks(firstSeed + place, { promoters, baseRate }),
  );
  for (const { code, stolen, honest, ratio } of estimatedWeights(runs))
    report.say(
      `${code}: ${stolen.toFixed(1)} of 1,000 stolen, ${honest.toFixed(2)} of 1,000 honest, log ratio ${ratio.toFixed(1)}`,
    );
}
