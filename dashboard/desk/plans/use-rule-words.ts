/** Parts of a rule in the words of its readers. */
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";
import type { Part } from "./compare-rules.ts";
import { type Rule, SCOPES } from "./draft-rule.ts";

type Level = Rule["levels"][number];

/** What a part is called, and what it says. */
export function useRuleWords() {
  const say = useText();
  const { time } = useFormats();
  const levelWords = useLevelWords();
  const nameOf = (part: Part): string => {
    if (part.kind === "level") return say("level-number", { level: part.level });
    if (part.kind === "other") return part.name;
    if (part.kind !== "scope") return say(`part-of-rule-${part.kind}`);
    const scope = SCOPES.find((one) => one === part.name);
    return scope === undefined ? part.name : say(`scope-of-${scope}`);
  };
  const valueOf = (part: Part): string => {
    if (part.kind === "level") return levelWords(part.value);
    if (part.kind === "customers") return say(part.value === "new" ? "customers-new" : "customers-all");
    return part.kind === "validFrom" || part.kind === "validTo" ? time(part.value) : part.value;
  };
  return { nameOf, valueOf };
}

function useLevelWords(): (level: Level) => string {
  const say = useText();
  const { money, rate } = useFormats();
  return (level) => {
    if (level.kind === "percentage") {
      const least = level.min === undefined ? [] : [say("pays-least", { amount: money(level.min) })];
      const most = level.max === undefined ? [] : [say("pays-most", { amount: money(level.max) })];
      return [rate(level.rateBps), ...least, ...most].join("; ");
    }
    if (level.kind === "fixed")
      return say(level.per === "order" ? "pays-per-order" : "pays-per-unit", { amount: money(level.amount) });
    if (level.kind === "hybrid")
      return `${rate(level.rateBps)} + ${say("pays-per-unit", { amount: money(level.amount) })}`;
    const brackets = level.brackets.map(({ from, rateBps }) =>
      say("pays-bracket", { from: money(from), rate: rate(rateBps) }),
    );
    return [say(`sales-${level.basis}`), ...brackets].join("; ");
  };
}
