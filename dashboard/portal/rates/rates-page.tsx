/** What the promoter is paid by now, and what the next tier asks for. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useDays, useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { ripeningOf } from "../parts/days.ts";
import { Empty } from "../parts/list.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";
import { LevelText } from "./level-text.tsx";
import { NextTier } from "./next-tier.tsx";

type Rule = Schemas["PromoterRates"]["rules"][number];

export function RatesPage() {
  const say = useText();
  const path = useOwnPath();
  const rates = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/rates", { params: { path } });
  return (
    <Page title={say("rates")}>
      <NextTier />
      <Answer of={rates}>
        {({ rules, settlement }) => (
          <>
            <Section title={say("rates-now")}>
              {rules.length === 0 ? <Empty text={say("rates-empty")} /> : null}
              <ul className="list">
                {rules.map((rule) => (
                  <RuleRow key={rule.id} rule={rule} />
                ))}
              </ul>
            </Section>
            <Section title={say("when-paid")}>
              <Ripening settlement={settlement} />
              <p>{say("payout-cycle", { days: Number(settlement.payoutCycle.slice("T+".length)) })}</p>
            </Section>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Ripening({ settlement }: { readonly settlement: Schemas["PromoterRates"]["settlement"] }) {
  const say = useText();
  const days = useDays();
  const { id, count } = ripeningOf(settlement.holdPeriod, settlement.holdStartsAt);
  return <p>{say(id, { days: days(count) })}</p>;
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const say = useText();
  const { day } = useFormats();
  const { scope, levels, validFrom, validTo, customers } = rule;
  const of = [
    scope?.productId === undefined ? null : say("of-product", { id: scope.productId }),
    scope?.categoryId === undefined ? null : say("of-category", { id: scope.categoryId }),
    scope?.campaignId === undefined ? null : say("of-campaign", { id: scope.campaignId }),
    scope?.tier === undefined ? null : say("of-tier", { tier: scope.tier }),
    customers === "new" ? say("of-new-customers") : null,
    validFrom === undefined ? null : say("from-day", { day: day(validFrom) }),
    validTo === undefined ? null : say("until-day", { day: day(validTo) }),
  ].filter((part) => part !== null);
  return (
    <li>
      <strong>{of.length === 0 ? say("of-everything") : of.join(" · ")}</strong>
      <ul>
        {levels.map((level) => (
          <li key={level.level}>
            <LevelText level={level} />
          </li>
        ))}
      </ul>
    </li>
  );
}
