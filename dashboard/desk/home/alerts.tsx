/** What of the program's figures is unlike it now, each with the way to what it is about. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { isForbidden } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Section } from "../parts/page.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import css from "./alerts.module.css";

type Alert = Schemas["Alert"];

const ASKED_MS = 60_000;
/** So many are shown: a program has a few kinds, and two of each source. */
const SHOWN = 20;

export function Alerts() {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id }, query: { state: "open" as const, limit: SHOWN } };
  const alerts = queries.useQuery(
    "get",
    "/v1/programs/{program}/alerts",
    { params },
    { refetchInterval: ASKED_MS },
  );
  if (isForbidden(alerts.error)) return null;
  return (
    <Section title={say("alerts")}>
      <Answer of={alerts}>
        {({ data, nextCursor }) =>
          data.length === 0 ? (
            <p>{say("alerts-empty")}</p>
          ) : (
            <>
              <ul className={css["alerts"]}>
                {data.map((alert) => (
                  <OneAlert key={alert.id} of={alert} />
                ))}
              </ul>
              {nextCursor === null ? null : <p>{say("alerts-more")}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

/** What each kind is about, as a page below the program's. */
const ABOUT: Readonly<Record<Alert["kind"], (program: string) => string>> = {
  clicks: (program) => `${pathOf(program, "reports")}?by=links`,
  cvr: (program) => `${pathOf(program, "reports")}?by=channels`,
  refunds: (program) => `${pathOf(program, "orders")}?state=reversed`,
  commission: (program) => `${pathOf(program, "reports")}?by=promoters`,
  unusable_webhooks: (program) => pathOf(program, "sources"),
  source_silent: (program) => pathOf(program, "sources"),
  wechat_clicks: (program) => pathOf(program, "settings"),
};

const IN_MONEY = new Set<Alert["kind"]>(["refunds", "commission"]);

function OneAlert({ of }: { readonly of: Alert }) {
  const say = useText();
  const { id } = useProgram();
  const { money, count, time } = useFormats();
  const shown = IN_MONEY.has(of.kind) ? money : count;
  const values = {
    observed: shown(of.observed),
    expected: shown(of.expected),
    source: of.source ?? "",
    since: time(of.evidence.since ?? of.openedAt),
  };
  return (
    <li>
      <Link href={ABOUT[of.kind](id)}>{say(`alert-${of.kind}`, values)}</Link>
      <span>
        {say(`alert-is-${of.direction}`)} · {say("since-time", { time: time(of.openedAt) })}
      </span>
      {of.kind === "wechat_clicks" ? <p>{say("advice-wechat_clicks")}</p> : null}
    </li>
  );
}
