/** What the editor begins with: a poster that is changed, a copy of one, or nothing but a code. */
import { simplePoster } from "../../../worker/sharing/posters/simple-poster.ts";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useProgram } from "../shell/program.tsx";
import { EMPTY, partsOf } from "./poster-parts.ts";
import { PosterEditor } from "./poster-editor.tsx";

/** As the share host names a program. */
function useLook() {
  const { id: program } = useProgram();
  return queries.useQuery("get", "/v1/programs/{program}/look", { params: { path: { program } } });
}

function usePoster(id: string) {
  const { id: program } = useProgram();
  return queries.useQuery("get", "/v1/programs/{program}/posters/{id}", {
    params: { path: { program, id } },
  });
}

export function NewPosterPage() {
  const say = useText();
  const { name } = useProgram();
  const look = useLook();
  return (
    <Answer of={look}>
      {(shown) => (
        <PosterEditor first={{ ...EMPTY, name: say("new-poster") }} id={null} program={shown.name ?? name} />
      )}
    </Answer>
  );
}

export function ChangePosterPage({ id }: { readonly id: string }) {
  const { name } = useProgram();
  const look = useLook();
  const poster = usePoster(id);
  return (
    <Answer of={look}>
      {(shown) => (
        <Answer of={poster}>
          {(stored) => <PosterEditor key={id} first={partsOf(stored)} id={id} program={shown.name ?? name} />}
        </Answer>
      )}
    </Answer>
  );
}

/** A copy of the one that every program has. */
export function CopyBuiltInPage() {
  const say = useText();
  const { name } = useProgram();
  const look = useLook();
  return (
    <Answer of={look}>
      {(shown) => (
        <PosterEditor
          first={{ ...simplePoster(shown), name: say("copy-of", { name: say("poster-simple") }) }}
          id={null}
          program={shown.name ?? name}
        />
      )}
    </Answer>
  );
}

export function CopyPosterPage({ id }: { readonly id: string }) {
  const say = useText();
  const { name } = useProgram();
  const look = useLook();
  const poster = usePoster(id);
  return (
    <Answer of={look}>
      {(shown) => (
        <Answer of={poster}>
          {(stored) => (
            <PosterEditor
              first={{ ...partsOf(stored), name: say("copy-of", { name: stored.name }) }}
              id={null}
              program={shown.name ?? name}
            />
          )}
        </Answer>
      )}
    </Answer>
  );
}
