/** Two versions of the rules side by side: what each said, since when it counted, and what changed between them. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { useProgram } from "../shell/program.tsx";
import { type ComparedPart, type ComparedRule, compareRules, type Part } from "./compare-rules.ts";
import { InForce } from "./in-force.tsx";
import { useRuleWords } from "./use-rule-words.ts";

type Version = Schemas["CommissionRuleVersion"];

/** @param newest number of the newest version: all from 1 on can be read. */
export function RuleVersions({ newest }: { readonly newest: number }) {
  const say = useText();
  const [before, setBefore] = useState(Math.max(1, newest - 1));
  const [after, setAfter] = useState(newest);
  const isSeveral = newest > 1;
  const [one, other] = [useVersion(before, isSeveral), useVersion(after, isSeveral)];
  if (!isSeveral) return <p>{say("versions-one")}</p>;
  const numbers = Array.from({ length: newest }, (_, place) => newest - place);
  const data = numbers.map((version) => ({
    value: String(version),
    label: say("version-number", { version }),
  }));
  return (
    <>
      <FilterBar>
        <NativeSelect
          label={say("version-left")}
          value={String(before)}
          onChange={(event) => setBefore(Number(event.currentTarget.value))}
          data={data}
        />
        <NativeSelect
          label={say("version-right")}
          value={String(after)}
          onChange={(event) => setAfter(Number(event.currentTarget.value))}
          data={data}
        />
      </FilterBar>
      <Answer of={one}>
        {(left) => <Answer of={other}>{(right) => <SideBySide left={left} right={right} />}</Answer>}
      </Answer>
    </>
  );
}

function useVersion(version: number, isAsked: boolean) {
  const { id } = useProgram();
  // A version that was set never changes.
  return queries.useQuery(
    "get",
    "/v1/programs/{program}/commission-rules",
    { params: { path: { program: id }, query: { version } } },
    { enabled: isAsked, staleTime: Infinity },
  );
}

function SideBySide({ left, right }: { readonly left: Version; readonly right: Version }) {
  const say = useText();
  const rules = compareRules(left.rules, right.rules);
  const isSame = rules.every(({ change }) => change === "same");
  return (
    <>
      <InForce {...left} />
      <InForce {...right} />
      {isSame ? <p role="status">{say("versions-same")}</p> : null}
      {rules.map((rule) => (
        <OneRule key={rule.id} rule={rule} left={left.version} right={right.version} />
      ))}
    </>
  );
}

interface OneRuleProps {
  readonly rule: ComparedRule;
  readonly left: number;
  readonly right: number;
}

function OneRule({ rule: { id, change, parts }, left, right }: OneRuleProps) {
  const say = useText();
  const { nameOf, valueOf } = useRuleWords();
  const title = say(`rule-${change}`, { rule: id });
  const shown = (part: Part | undefined) => (part === undefined ? "—" : valueOf(part));
  const named = ({ before, after }: ComparedPart) => {
    const part = after ?? before;
    return part === undefined ? "" : nameOf(part);
  };
  return (
    <>
      <h3>{title}</h3>
      <DataTable
        label={title}
        rows={parts}
        keyOf={({ key }) => key}
        empty=""
        columns={[
          { head: say("what"), cell: named },
          {
            head: say("version-of", { version: left, side: say("version-left") }),
            cell: ({ before }) => shown(before),
          },
          {
            head: say("version-of", { version: right, side: say("version-right") }),
            cell: ({ after, isChanged }) => (isChanged ? <strong>{shown(after)}</strong> : shown(after)),
          },
          { head: say("change"), cell: ({ isChanged }) => (isChanged ? say("part-changed") : "") },
        ]}
      />
    </>
  );
}
