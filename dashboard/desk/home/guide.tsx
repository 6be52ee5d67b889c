/** From nothing to the first order that somebody earned: each step says by itself whether it is done. */
import { useQueries } from "@tanstack/react-query";
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Section } from "../parts/page.tsx";
import { pathOf, type Section as Place } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";

/** A step is looked at again after so long, in milliseconds: an order comes without anybody at the page. */
const LOOK_MS = 5_000;

/** Whether each step is done; undefined while that is not known, or not for this reader to know. */
function useSteps() {
  const { id } = useProgram();
  const params = { path: { program: id } };
  const one = { params: { path: { program: id }, query: { limit: 1 } } };
  const often = { refetchInterval: LOOK_MS };
  const rules = queries.useQuery("get", "/v1/programs/{program}/commission-rules", { params }, often);
  const promoters = queries.useQuery("get", "/v1/programs/{program}/promoters", one, often);
  const links = queries.useQuery("get", "/v1/programs/{program}/links", one, often);
  return [
    ["rules", "plans", rules.data && rules.data.rules.length > 0],
    ["promoter", "promoters", hasSome(promoters.data)],
    ["link", "links", hasSome(links.data)],
    ["order", "sources", useHasEarned()],
  ] as const satisfies readonly (readonly [string, Place, boolean | undefined])[];
}

interface List {
  readonly data: readonly unknown[];
}

const hasSome = (list: List | undefined) => list && list.data.length > 0;

/** What an order rests on that somebody earned. One that nobody earned shows that orders come, and not that promoters are paid. */
const BASES = ["touch", "coupon", "binding", "manual"] as const;

/** Whether there is an order that somebody earned. */
function useHasEarned(): boolean | undefined {
  const { id } = useProgram();
  const lists = useQueries({
    queries: BASES.map((basis) => ({
      ...queries.queryOptions("get", "/v1/programs/{program}/orders", {
        params: { path: { program: id }, query: { limit: 1, basis } },
      }),
      refetchInterval: LOOK_MS,
    })),
  });
  const known = lists.map(({ data }) => hasSome(data));
  return known.includes(true) ? true : known.includes(undefined) ? undefined : false;
}

export function Guide() {
  const say = useText();
  const { id } = useProgram();
  const steps = useSteps();
  // Once all is done, or where one cannot know, nobody is taken by the hand.
  if (steps.every(([, , isDone]) => isDone !== false)) return null;
  return (
    <Section title={say("guide")}>
      <ol>
        {steps.map(([step, place, isDone]) => (
          <li key={step}>
            {isDone === true ? "✓ " : ""}
            <Link href={pathOf(id, place)}>{say(`guide-${step}`)}</Link> —{" "}
            {say(isDone === true ? "guide-done" : "guide-open")}
          </li>
        ))}
      </ol>
    </Section>
  );
}
