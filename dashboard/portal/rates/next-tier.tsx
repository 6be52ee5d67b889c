/** The promoter's tier, and how far it is to the next, by its own sales. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";

export function NextTier() {
  const say = useText();
  const path = useOwnPath();
  const { program } = path;
  const sales = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/sales", { params: { path } });
  const tiers = queries.useQuery("get", "/v1/programs/{program}/tiers", { params: { path: { program } } });
  return (
    <Section title={say("tier")}>
      <Answer of={sales}>
        {(own) => <Answer of={tiers}>{(plan) => <Way sales={own} plan={plan} />}</Answer>}
      </Answer>
    </Section>
  );
}

interface WayProps {
  readonly sales: Schemas["Sales"];
  readonly plan: Schemas["TierVersion"];
}

function Way({ sales, plan: { tiers, review } }: WayProps) {
  const say = useText();
  const { money } = useFormats();
  const present = tiers.findIndex(({ name }) => name === sales.tier);
  const next = tiers[present + 1];
  return (
    <>
      <p className="sum">{sales.tier}</p>
      <p>{say("sales-so-far", { ever: money(sales.lifetimeSales), month: money(sales.monthSales) })}</p>
      {next === undefined ? (
        <p>{say("highest-tier")}</p>
      ) : (
        <>
          <p>
            {say("next-tier", {
              tier: next.name,
              left: money(Math.max(0, next.fromSales - sales.lifetimeSales)),
            })}
          </p>
          <progress
            max={next.fromSales}
            value={Math.min(sales.lifetimeSales, next.fromSales)}
            aria-label={say("tier-way", { tier: next.name })}
          />
        </>
      )}
      {review === "monthly" ? <p className="quiet">{say("tier-review")}</p> : null}
    </>
  );
}
