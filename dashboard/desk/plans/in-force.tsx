/** Which version is in force, and since when. */
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";

interface InForceProps {
  readonly version: number;
  readonly effectiveFrom: string;
}

export function InForce({ version, effectiveFrom }: InForceProps) {
  const say = useText();
  const { time } = useFormats();
  const isFirst = Date.parse(effectiveFrom) === 0;
  return (
    <p>
      {isFirst
        ? say("rules-from-begin", { version })
        : say("settings-about", { version, time: time(effectiveFrom) })}
    </p>
  );
}
