/** Drafts of rules that were tried, beside each other: what each would have cost, and the way back to it. */
import { Button } from "@mantine/core";
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { DataTable } from "../parts/data-table.tsx";
import { useFormats } from "../shell/program.tsx";
import type { DraftRule } from "./draft-rule.ts";

export interface Try {
  readonly drafts: readonly DraftRule[];
  /** The rules as they were sent, by which a draft is known again. */
  readonly text: string;
  readonly result: Schemas["SimulationResult"];
}

/** The newest last. What is tried again stands once, in its place. */
export function withTry(tries: readonly Try[], one: Try): readonly Try[] {
  const isKnown = tries.some(({ text }) => text === one.text);
  return isKnown ? tries.map((known) => (known.text === one.text ? one : known)) : [...tries, one];
}

interface TriesProps {
  readonly tries: readonly Try[];
  /** The draft that stands in the forms. */
  readonly shown: string;
  readonly onTakeBack: (one: Try) => void;
}

export function Tries({ tries, shown, onTakeBack }: TriesProps) {
  const say = useText();
  const { money, count } = useFormats();
  if (tries.length < 2) return null;
  const nameOf = (one: Try): string => say("try-number", { number: tries.indexOf(one) + 1 });
  return (
    <>
      <h3>{say("tries")}</h3>
      <DataTable
        label={say("tries")}
        rows={tries}
        keyOf={({ text }) => text}
        empty=""
        columns={[
          { head: say("draft"), cell: nameOf },
          { head: say("cost-before"), cell: ({ result }) => money(result.before), isNumber: true },
          { head: say("cost-after"), cell: ({ result }) => money(result.after), isNumber: true },
          { head: say("change"), cell: ({ result }) => money(result.change), isNumber: true },
          { head: say("earn-more"), cell: ({ result }) => count(result.winners.length), isNumber: true },
          { head: say("earn-less"), cell: ({ result }) => count(result.losers.length), isNumber: true },
          {
            head: say("in-the-forms"),
            cell: (one) =>
              one.text === shown ? (
                say("now-in-forms")
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`${nameOf(one)}: ${say("take-back")}`}
                  onClick={() => onTakeBack(one)}
                >
                  {say("take-back")}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
