/** A part of a page that is drawn in a task of its own. A touch waits for one of them, and not for the whole page. */
import { type ReactNode, useEffect, useState } from "react";
import { Waiting } from "./answer.tsx";

export function Soon({ children }: { readonly children: ReactNode }) {
  const [isNow, setNow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setNow(true));
    return () => clearTimeout(timer);
  }, []);
  return isNow ? children : <Waiting />;
}
