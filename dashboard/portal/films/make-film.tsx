/** Makes the film, says how far it is, and hands over what was made. */
import { useEffect, useRef, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { isInWechat } from "../shell/in-wechat.ts";
import type { MadeFilm } from "./encode-film.ts";
import type { Film } from "./film.ts";
import type { SizeName } from "./sizes.ts";

const PERCENT = 100;

type State =
  | { readonly is: "idle" | "failed" }
  | { readonly is: "making"; readonly share: number }
  | { readonly is: "made"; readonly film: MadeFilm; readonly address: string };

interface MakeFilmProps {
  readonly film: Film;
  readonly size: SizeName;
  /** What the file is called, without what it ends with. */
  readonly fileName: string;
}

export function MakeFilm(props: MakeFilmProps) {
  const say = useText();
  const { state, make, breakOff } = useMaking(props);
  if (state.is === "making") return <Progress share={state.share} onBreakOff={breakOff} />;
  if (state.is === "made")
    return <Made film={state.film} address={state.address} fileName={props.fileName} />;
  return (
    <>
      {state.is === "failed" ? (
        <Banner tone="bad" text={say("film-failed")} hint={say("film-failed-hint")} />
      ) : null}
      {isInWechat() ? <p className="quiet">{say("film-wechat")}</p> : null}
      <button type="button" className="main" onClick={() => void make()}>
        {say("film-make")}
      </button>
    </>
  );
}

function useMaking({ film, size }: MakeFilmProps) {
  const [state, setState] = useState<State>({ is: "idle" });
  const running = useRef<AbortController | null>(null);
  // What is made, or half made, belongs to one film: of another it is nothing.
  useEffect(
    () => () => {
      running.current?.abort();
      setState({ is: "idle" });
    },
    [film, size],
  );
  const address = state.is === "made" ? state.address : null;
  useEffect(() => {
    return address === null ? undefined : () => URL.revokeObjectURL(address);
  }, [address]);
  const make = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setState({ is: "making", share: 0 });
    const { signal } = controller;
    const onProgress = (share: number): void => {
      if (!signal.aborted) setState({ is: "making", share });
    };
    const made = await encoded(film, { size, signal, onProgress });
    if (signal.aborted) return;
    if (made === null) setState({ is: "failed" });
    else setState({ is: "made", film: made, address: URL.createObjectURL(made.blob) });
  };
  const breakOff = (): void => {
    running.current?.abort();
    setState({ is: "idle" });
  };
  return { state, make, breakOff };
}

type Encode = typeof import("./encode-film.ts").encodeFilm;

async function encoded(...args: Parameters<Encode>): Promise<MadeFilm | null> {
  try {
    const { encodeFilm } = await import("./encode-film.ts");
    return await encodeFilm(...args);
  } catch {
    // A file of the portal that did not come, memory that the phone has not, an encoder that gave up: another try may do.
    return null;
  }
}

function Progress({ share, onBreakOff }: { readonly share: number; readonly onBreakOff: () => void }) {
  const say = useText();
  const percent = Math.floor(share * PERCENT);
  return (
    <>
      <p>
        <label>
          {say("film-making", { percent })}
          <progress max={PERCENT} value={percent} />
        </label>
      </p>
      <p className="quiet">{say("film-stay")}</p>
      <button type="button" className="wide" onClick={onBreakOff}>
        {say("film-break-off")}
      </button>
    </>
  );
}

interface MadeProps {
  readonly film: MadeFilm;
  readonly address: string;
  readonly fileName: string;
}

function Made({ film: { blob, container }, address, fileName }: MadeProps) {
  const say = useText();
  const name = `${fileName}.${container}`;
  const files = [new File([blob], name, { type: blob.type })];
  const canSend = "canShare" in navigator && navigator.canShare({ files });
  return (
    <>
      <Banner tone="good" text={say("film-made")} />
      <div className="buttons">
        <a className="button main" href={address} download={name}>
          {say("film-save")}
        </a>
        {canSend ? (
          // Whoever changes their mind has refused nothing.
          <button type="button" onClick={() => void navigator.share({ files }).catch(() => undefined)}>
            {say("film-send")}
          </button>
        ) : null}
      </div>
    </>
  );
}
