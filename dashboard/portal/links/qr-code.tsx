/** A link as a code to be photographed, drawn here: nobody else learns of it. Its library is loaded when one is asked for. */
import { useQuery } from "@tanstack/react-query";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";

export function QrCode({ text }: { readonly text: string }) {
  const say = useText();
  const code = useQuery({
    queryKey: ["qr", text],
    staleTime: Infinity,
    queryFn: async () => {
      const { encode } = await import("uqr");
      // The quiet zone that ISO/IEC 18004 asks for: four modules.
      return encode(text, { ecc: "M", border: 4 });
    },
  });
  return (
    <Answer of={code}>
      {({ size, data }) => (
        <svg
          className="qr"
          viewBox={`0 0 ${size} ${size}`}
          role="img"
          aria-label={say("qr-of", { url: text })}
        >
          <path d={`M0 0h${size}v${size}H0z`} fill="#fff" />
          <path d={modulesOf(data)} fill="#000" shapeRendering="crispEdges" />
        </svg>
      )}
    </Answer>
  );
}

/** One path for all dark modules. */
function modulesOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
}
