/** What waits for a person, with the way to it. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { isForbidden } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Section } from "../parts/page.tsx";
import { pathOf, type Section as Place } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";
import css from "./needs.module.css";

/** More than so many are shown as `100+`. */
const COUNTED = 100;
const ASKED_MS = 60_000;

const LISTS = [
  ["payouts", "payouts", "/v1/programs/{program}/payouts", { state: "requested", limit: COUNTED }],
  ["risk-cases", "risk", "/v1/programs/{program}/risk-cases", { limit: COUNTED }],
  ["payees", "payouts", "/v1/programs/{program}/payee-proposals", { limit: COUNTED }],
  ["unusable", "sources", "/v1/programs/{program}/unusable-webhooks", { limit: COUNTED }],
] as const;

export function Needs() {
  const say = useText();
  const { id } = useProgram();
  return (
    <Section title={say("needs")}>
      <ul className={css["needs"]}>
        {LISTS.map(([what, place, path, query]) => (
          <Need key={what} what={what} place={place} path={path} query={query} />
        ))}
        <SilentSources program={id} />
      </ul>
    </Section>
  );
}

interface NeedProps {
  readonly what: (typeof LISTS)[number][0];
  readonly place: Place;
  readonly path: (typeof LISTS)[number][2];
  readonly query: object;
}

function Need({ what, place, path, query }: NeedProps) {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id }, query } as { path: { program: string }; query: { limit: number } };
  const list = queries.useQuery("get", path, { params }, { refetchInterval: ASKED_MS });
  // What a key does not reach is nothing that its holder has to do.
  if (isForbidden(list.error)) return null;
  return (
    <li>
      <Answer of={list}>
        {({ data, nextCursor }) => (
          <Link href={pathOf(id, place)} data-waits={data.length > 0}>
            <strong>{nextCursor === null ? data.length : `${COUNTED}+`}</strong>{" "}
            <span>{say(`need-${what}`)}</span>
          </Link>
        )}
      </Answer>
    </li>
  );
}

function SilentSources({ program }: { readonly program: string }) {
  const say = useText();
  const sources = queries.useQuery("get", "/v1/programs/{program}/sources", {
    params: { path: { program } },
  });
  if (isForbidden(sources.error)) return null;
  return (
    <li>
      <Answer of={sources}>
        {({ data }) => {
          const unwell = data.filter(({ conditions }) => conditions.length > 0).length;
          return (
            <Link href={pathOf(program, "sources")} data-waits={unwell > 0}>
              <strong>{unwell}</strong>
              <span>{say("need-sources")}</span>
            </Link>
          );
        }}
      </Answer>
    </li>
  );
}
