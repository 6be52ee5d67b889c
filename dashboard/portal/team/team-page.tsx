/** Who is below the promoter, level by level, and what each level brought in the last thirty days. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty, More } from "../parts/list.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PAGED } from "../parts/paged.ts";
import { useFormats, useOwnPath } from "../shell/program.tsx";

const LIMIT = 50;

export function TeamPage() {
  const say = useText();
  const path = useOwnPath();
  const team = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}/team",
    { params: { path, query: { limit: LIMIT } } },
    PAGED,
  );
  return (
    <Page title={say("team")}>
      <Answer of={team}>
        {({ pages }) => {
          const members = pages.flatMap(({ data }) => data);
          const levels = pages[0]?.levels ?? [];
          return (
            <>
              <p>{say("bound-customers", { count: pages[0]?.boundCustomers ?? 0 })}</p>
              {members.length === 0 ? <Empty text={say("team-empty")} /> : <Levels />}
              {levels.map(({ level, promoters }) => (
                <Section key={level} title={say("level-of", { level, count: promoters })}>
                  <Members members={members.filter((member) => member.level === level)} />
                </Section>
              ))}
              <More query={team} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function Members({ members }: { readonly members: Schemas["Team"]["data"] }) {
  return (
    <ul className="list">
      {members.map(({ promoterId, memberId, name }) => (
        <li key={promoterId} className="row">
          <span className="main">{name ?? memberId}</span>
          {name === null ? null : <span className="quiet">{memberId}</span>}
        </li>
      ))}
    </ul>
  );
}

function Levels() {
  const say = useText();
  const { money } = useFormats();
  const { program } = useOwnPath();
  const report = queries.useQuery("get", "/v1/programs/{program}/reports/teams", {
    params: { path: { program } },
  });
  return (
    <Section title={say("team-brought")}>
      <Answer of={report}>
        {({ data }) => (
          <dl className="figures">
            {data
              .filter(({ level }) => level > 0)
              .map(({ level, orders, sales }) => (
                <div key={level}>
                  <dt>
                    {say("level", { level })} <small>{say("orders-count", { count: orders })}</small>
                  </dt>
                  <dd>{money(sales)}</dd>
                </div>
              ))}
          </dl>
        )}
      </Answer>
    </Section>
  );
}
