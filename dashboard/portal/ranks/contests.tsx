/** The contests of the program: when each is, what it gives, and who stands where. */
import { useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/list.tsx";
import { Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { useFormats } from "../shell/program.tsx";
import { type Contest, useContest, useContests } from "./ranks-api.ts";
import { OwnRank, RankList } from "./rank-list.tsx";

export function Contests() {
  const say = useText();
  const contests = useContests();
  return (
    <Section title={say("contests")}>
      <Answer of={contests}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={say("contests-empty")} />
          ) : (
            <ul className="list">
              {rows.map((contest) => (
                <ContestRow key={contest.id} contest={contest} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  );
}

function ContestRow({ contest }: { readonly contest: Contest }) {
  const say = useText();
  const { money, time } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const { name, state, startsAt, endsAt, prizes } = contest;
  return (
    <li>
      <h3>
        {name} <StateTag of="contest" state={state} />
      </h3>
      <p className="quiet">{say("from-to", { from: time(startsAt), to: time(endsAt) })}</p>
      <ul>
        {prizes.map(({ from, to, amount }) => (
          <li key={from}>
            {from === to
              ? say("prize-of", { rank: from, amount: money(amount) })
              : say("prizes-of", { from, to, amount: money(amount) })}
          </li>
        ))}
      </ul>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {say("contest-ranks")}
      </button>
      {isOpen ? <ContestRanks contest={contest} /> : null}
    </li>
  );
}

function ContestRanks({ contest: { id, metric } }: { readonly contest: Contest }) {
  const say = useText();
  const contest = useContest(id);
  return (
    <Answer of={contest}>
      {({ own, ranks }) =>
        ranks.length === 0 ? (
          <Empty text={say("ranks-empty")} />
        ) : (
          <>
            <OwnRank own={own} metric={metric} />
            <RankList ranks={ranks} metric={metric} />
          </>
        )
      }
    </Answer>
  );
}
