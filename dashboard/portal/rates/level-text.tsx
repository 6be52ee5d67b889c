/** What a rule pays at one level, in a sentence. */
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";

type Level = Schemas["PromoterRates"]["rules"][number]["levels"][number];

export function LevelText({ level }: { readonly level: Level }) {
  const say = useText();
  return (
    <>
      {say(level.level === 1 ? "own-order" : "team-order", { level: level.level })}: <Pay level={level} />
    </>
  );
}

function Pay({ level }: { readonly level: Level }) {
  const say = useText();
  const { money, rate } = useFormats();
  if (level.kind === "percentage") return <>{rate(level.rateBps)}</>;
  if (level.kind === "hybrid") {
    return <>{say("hybrid", { rate: rate(level.rateBps), amount: money(level.amount) })}</>;
  }
  if (level.kind === "fixed") {
    return <>{say(level.per === "order" ? "per-order" : "per-unit", { amount: money(level.amount) })}</>;
  }
  return (
    <>
      {say(`by-${level.basis}`)}
      {level.brackets.map(({ from, rateBps }) => (
        <span key={from} className="bracket">
          {say("bracket", { from: money(from), rate: rate(rateBps) })}
        </span>
      ))}
    </>
  );
}
