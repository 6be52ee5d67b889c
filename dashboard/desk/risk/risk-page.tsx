/** Cases of risk: what was found, what is at stake, and a person's decision. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Empty } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { Pager } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Facts, Page, Section } from "../parts/page.tsx";
import { SegmentedControl } from "../parts/segmented.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { CaseDecision } from "./case-decision.tsx";

type Case = Schemas["RiskCase"];

const STATES = ["open", "cleared", "confirmed", "expired"] as const satisfies readonly Case["state"][];
const PAGE = 20;

export function RiskPage() {
  const say = useText();
  const { id } = useProgram();
  const filters = useFilters(["state"]);
  const state = STATES.find((one) => one === filters.values.state) ?? "open";
  const cursor = useCursor(state);
  const query = { limit: PAGE, state, ...cursor.query };
  const cases = queries.useQuery("get", "/v1/programs/{program}/risk-cases", {
    params: { path: { program: id }, query },
  });
  return (
    <Page title={say("section-risk")} about={say("risk-about")}>
      <FilterBar>
        <SegmentedControl
          label={say("state")}
          value={state}
          onChange={(value) => filters.set("state", value)}
          options={STATES.map((value) => [value, say(`case-${value}`)] as const)}
        />
      </FilterBar>
      <Answer of={cases}>
        {({ data, nextCursor }) => (
          <>
            {data.length === 0 ? (
              <Empty text={say("cases-empty")} />
            ) : (
              data.map((one) => <CaseCard key={one.id} of={one} />)
            )}
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function CaseCard({ of }: { readonly of: Case }) {
  const say = useText();
  const { id } = useProgram();
  const { money, time } = useFormats();
  return (
    <Section title={say("case-title", { id: of.id })}>
      <Facts
        of={[
          [say("state"), <StateTag key="state" of="case" state={of.state} />],
          [
            say("promoter"),
            <Link key="promoter" href={pathOf(id, "promoters", of.promoterId)}>
              {of.promoterId}
            </Link>,
          ],
          [say("at-stake"), of.atStake === null ? "—" : money(of.atStake)],
          [say("opened"), time(of.openedAt)],
          [say("case-ends"), of.expiresAt === null ? say("case-by-person") : time(of.expiresAt)],
        ]}
      />
      <h3>{say("found")}</h3>
      <ul>
        {of.reasons.map(({ code, orders }) => (
          <li key={code}>
            <code>{code}</code>: {say(`risk-${code}`)} — {say("orders-count", { orders })}
          </li>
        ))}
      </ul>
      <p>
        {of.orders.map((order) => (
          <span key={order}>
            <Link href={pathOf(id, "orders", order)}>{order}</Link>{" "}
          </span>
        ))}
      </p>
      {of.appeal === undefined ? null : <blockquote>{of.appeal.text}</blockquote>}
      {of.decision?.reason === undefined ? null : <p>{say("decided", { reason: of.decision.reason })}</p>}
      {of.unreached === undefined || of.unreached === 0 ? null : (
        <p role="status">{say("case-unreached", { orders: of.unreached })}</p>
      )}
      {of.state === "open" ? (
        <Granted to="post /v1/programs/{program}/risk-cases/{id}/clear">
          <CaseDecision of={of} />
        </Granted>
      ) : null}
    </Section>
  );
}
