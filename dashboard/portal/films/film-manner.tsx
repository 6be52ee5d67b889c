/** How a film is made: its template, how long it is, and how large. */
import { useText } from "../catalogues/catalogues.ts";
import { Choice } from "../parts/choice.tsx";
import { SIZES, type SizeName } from "./sizes.ts";
import { type FilmLength, LENGTHS, TEMPLATE_NAMES, type TemplateName } from "./templates.ts";

export interface Manner {
  readonly template: TemplateName;
  readonly length: FilmLength;
  readonly size: SizeName;
}

export const USUAL_MANNER: Manner = { template: "calm", length: 15, size: "full" };

const SIZE_NAMES = Object.keys(SIZES) as readonly SizeName[];

interface FilmMannerProps {
  readonly manner: Manner;
  readonly onManner: (manner: Manner) => void;
}

export function FilmManner({ manner, onManner }: FilmMannerProps) {
  const say = useText();
  return (
    <div className="choices">
      <Choice
        label={say("film-template")}
        options={TEMPLATE_NAMES.map((one) => ({ value: one, text: say(`film-template-${one}`) }))}
        value={manner.template}
        onChange={(template) => onManner({ ...manner, template })}
      />
      <Choice
        label={say("film-length")}
        options={LENGTHS.map((seconds) => ({
          value: `${seconds}`,
          text: say("film-seconds", { seconds }),
        }))}
        value={`${manner.length}`}
        onChange={(chosen) =>
          onManner({ ...manner, length: LENGTHS.find((one) => `${one}` === chosen) ?? 15 })
        }
      />
      <Choice
        label={say("film-size")}
        options={SIZE_NAMES.map((one) => ({ value: one, text: say(`film-size-${one}`) }))}
        value={manner.size}
        onChange={(size) => onManner({ ...manner, size })}
      />
    </div>
  );
}
