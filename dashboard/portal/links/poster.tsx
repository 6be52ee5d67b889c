/** A poster with the link's code, as a picture that a long press saves, and the choice of the program's posters. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Choice } from "../parts/choice.tsx";
import { isInWechat } from "../shell/in-wechat.ts";
import { useOwnPath } from "../shell/program.tsx";
import { drawPng } from "./draw-png.ts";
import { OFFERED_POSTERS, posterOf, SIMPLE } from "./poster-file.ts";

type Link = Schemas["Link"];

export function Poster({ link }: { readonly link: Link }) {
  const { program } = useOwnPath();
  const posters = queries.useQuery("get", "/v1/programs/{program}/posters", {
    params: { path: { program }, query: { limit: OFFERED_POSTERS } },
  });
  return (
    <Answer of={posters}>
      {({ data }) => <ChosenPoster link={link} own={data.map(({ id, name }) => ({ id, name }))} />}
    </Answer>
  );
}

interface ChosenPosterProps {
  readonly link: Link;
  /** The merchant's posters: the first is shown first. */
  readonly own: readonly { readonly id: string; readonly name: string }[];
}

function ChosenPoster({ link, own }: ChosenPosterProps) {
  const say = useText();
  const [chosen, setChosen] = useState(own[0]?.id ?? SIMPLE);
  const simple = own.some(({ id }) => id === SIMPLE) ? [] : [{ id: SIMPLE, name: say("poster-simple") }];
  const options = [...own, ...simple].map(({ id, name }) => ({ value: id, text: name }));
  return (
    <div className="drawer">
      {options.length < 2 ? null : (
        <Choice label={say("which-poster")} options={options} value={chosen} onChange={setChosen} />
      )}
      <Picture link={link} poster={chosen} />
    </div>
  );
}

function Picture({ link, poster }: { readonly link: Link; readonly poster: string }) {
  const say = useText();
  const picture = useQuery({
    queryKey: ["poster", link.slug, poster],
    queryFn: async () => await drawPng(await posterOf(link.slug, poster)),
  });
  return (
    <Answer of={picture}>
      {(png) => (
        <>
          <img className="poster" src={png} alt={say("poster-of", { url: link.url })} />
          <p className="quiet">{say("poster-hold")}</p>
          {isInWechat() ? null : (
            <p>
              <a className="button" href={png} download={`${link.slug}-${poster}.png`}>
                {say("poster-save")}
              </a>
            </p>
          )}
        </>
      )}
    </Answer>
  );
}
