/** A link as a code to be photographed, and as files for a printer. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import css from "./qr-button.module.css";

type Link = Pick<Schemas["Link"], "slug" | "url">;

const FILES = ["svg", "png"] as const;
const SHOWN_PX = 256;

export function QrButton({ link }: { readonly link: Link }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={say("qr-of", { url: link.url })}
        onClick={() => setOpen(true)}
      >
        {say("qr")}
      </Button>
      {isOpen ? <QrDialog link={link} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function QrDialog({ link, onClose }: { readonly link: Link; readonly onClose: () => void }) {
  const say = useText();
  const fileOf = (ending: string) => `/qr/${encodeURIComponent(link.slug)}.${ending}`;
  return (
    <Dialog title={say("qr")} isBusy={false} closing="close" onClose={onClose}>
      <p className={css["address"]}>{link.url}</p>
      <img
        src={fileOf("svg")}
        width={SHOWN_PX}
        height={SHOWN_PX}
        alt={say("qr-of", { url: link.url })}
        className={css["code"]}
      />
      <p className={css["files"]}>
        {FILES.map((ending) => (
          <a key={ending} href={fileOf(ending)} download={`${link.slug}.${ending}`}>
            {ending.toUpperCase()}
          </a>
        ))}
      </p>
    </Dialog>
  );
}
