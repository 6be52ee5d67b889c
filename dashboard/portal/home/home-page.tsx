/** What I earned today, what is coming and when, and what I can have now. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { Together } from "../../common/api/together.tsx";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useDays, useText } from "../catalogues/catalogues.ts";
import { Answer, Waiting } from "../parts/answer.tsx";
import { daysUntil } from "../parts/days.ts";
import { Page, Section } from "../parts/page.tsx";
import { textsOf } from "../shell/look.ts";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useOwnPath, usePlace } from "../shell/program.tsx";
import { Coming } from "./coming.tsx";
import { useEarnedToday, useLiveEvents } from "./earned-today.ts";

export function HomePage() {
  const say = useText();
  const { look } = usePlace();
  const { welcome } = textsOf(look, useLanguage());
  const isLive = useLiveEvents();
  return (
    <Page title={say("home")}>
      {welcome === undefined ? null : <p className="quiet">{welcome}</p>}
      <Together waiting={<Waiting />}>
        <Today isLive={isLive} />
        <Now />
        <Section title={say("coming")}>
          <Coming />
        </Section>
      </Together>
    </Page>
  );
}

function Today({ isLive }: { readonly isLive: boolean }) {
  const say = useText();
  const { money } = useFormats();
  const today = useEarnedToday(isLive);
  return (
    <section className="card hero" aria-labelledby="earned-today">
      <h2 id="earned-today">{say("earned-today")}</h2>
      <Answer of={today}>
        {({ commission, orders }) => (
          <>
            <p className="sum" aria-live="polite">
              {money(commission)}
            </p>
            <p>{say(orders === 1 ? "order-today" : "orders-today", { count: orders })}</p>
          </>
        )}
      </Answer>
      <p className="live">{say(isLive ? "live" : "not-live")}</p>
    </section>
  );
}

function Now() {
  const say = useText();
  const days = useDays();
  const { money } = useFormats();
  const path = useOwnPath();
  const wallet = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/wallet", {
    params: { path },
  });
  return (
    <Section title={say("can-withdraw")}>
      <Answer of={wallet}>
        {({ requestable, nextRequestable, nextRequestableAt }) => (
          <>
            <p className="sum">{money(requestable)}</p>
            {nextRequestableAt === null || nextRequestable === null ? null : (
              <p>
                {say("more-within", {
                  amount: money(nextRequestable),
                  days: days(daysUntil(nextRequestableAt)),
                })}
              </p>
            )}
            <p>
              <Link className="button" href={pathOf(path.program, "withdraw")}>
                {say("withdraw")}
              </Link>
            </p>
          </>
        )}
      </Answer>
    </Section>
  );
}
