/** Why an order paid the promoter what it paid, or did not: the service's own explanation, in sentences with their sums. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Banner } from "../parts/answer.tsx";
import { Page, Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, usePlace } from "../shell/program.tsx";

type Explanation = Schemas["Explanation"];

export function OrderPage({ orderId }: { readonly orderId: string }) {
  const say = useText();
  const { program } = usePlace().look;
  const lang = useLanguage() === "zh-CN" ? ("zh" as const) : ("en" as const);
  const explanation = queries.useQuery("get", "/v1/programs/{program}/orders/{orderId}/explanation", {
    params: { path: { program, orderId }, query: { lang } },
  });
  return (
    <Page title={orderId} back={{ to: pathOf(program, "orders"), text: say("orders") }}>
      <Answer of={explanation} missing={<Banner tone="warn" text={say("order-unknown")} />}>
        {(order) => <Story order={order} />}
      </Answer>
    </Page>
  );
}

function Story({ order }: { readonly order: Explanation }) {
  const say = useText();
  const { money, time } = useFormats();
  const { commission, amount, occurredAt, risk, summary } = order;
  const kept = commission.commissions.reduce((sum, one) => sum + one.kept, 0);
  return (
    <>
      <section className="card hero" aria-labelledby="brought">
        <h2 id="brought">{say(kept > 0 ? "it-pays" : "it-pays-nothing")}</h2>
        <p className="sum">{money(kept)}</p>
        <p>{time(occurredAt)}</p>
        {amount === null ? null : <p>{say("order-worth", { amount: money(amount) })}</p>}
      </section>
      {risk?.verdict === "review" && risk.observed !== true ? (
        <Banner tone="warn" text={say("under-review")} hint={say("under-review-hint")} />
      ) : null}
      <Section title={say("why")}>
        <ol className="story">
          {summary.map((sentence, place) => (
            <li key={`${place} ${sentence}`}>{sentence}</li>
          ))}
        </ol>
      </Section>
      {commission.commissions.length === 0 ? null : (
        <Section title={say("sums")}>
          <Sums commissions={commission.commissions} />
        </Section>
      )}
    </>
  );
}

function Sums({ commissions }: { readonly commissions: Explanation["commission"]["commissions"] }) {
  const say = useText();
  const { money, rate } = useFormats();
  return (
    <ul className="list">
      {commissions.map((one) => (
        <li key={one.id} className="row">
          <span className="main">
            <strong>{say(one.level === 1 ? "own-order" : "team-order", { level: one.level })}</strong>
            {one.lines.map(({ item, productId, base, rateBps, amount }) => (
              <span key={item ?? "order"} className="quiet">
                {productId === undefined ? "" : `${productId}: `}
                {rateBps === undefined
                  ? money(amount)
                  : say("line-sum", { base: money(base), rate: rate(rateBps), amount: money(amount) })}
              </span>
            ))}
            {one.cut === 0 ? null : <span className="quiet">{say("cut", { amount: money(one.cut) })}</span>}
          </span>
          <span className="figure">
            <strong>{money(one.kept)}</strong>
            <StateTag of="order" state={one.state} />
          </span>
        </li>
      ))}
    </ul>
  );
}
