/** Which version is in force, since when, and who set it. */
import { useText } from "../catalogues/catalogues.ts";
import { type Program, useFormats } from "../shell/program.tsx";
import { useWho } from "./who.ts";

export type Version = Pick<Program, "version" | "effectiveFrom" | "setBy">;

export function useInForce(): (version: Version) => string {
  const say = useText();
  const { time } = useFormats();
  const who = useWho();
  return ({ version, effectiveFrom, setBy }) => {
    const since =
      Date.parse(effectiveFrom) === 0
        ? say("rules-from-begin", { version })
        : say("settings-about", { version, time: time(effectiveFrom) });
    return setBy === null ? since : `${since} ${say("set-by", { who: who(setBy) })}`;
  };
}
