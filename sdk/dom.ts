/**
 * The document as browsers made it. An element that is named as one of its members (`<img name="currentScript">`, as a
 * review on a shop's page may hold it) hides that member on `document` itself, and nothing here.
 */
const plain = Object.getPrototypeOf(document) as Document;

/** A member of the document, whatever elements are called. */
function member(name: "currentScript" | "cookie" | "documentElement"): unknown {
  return Reflect.get(plain, name, document);
}

/** The script element that runs now; null where there is none, or where it is none of HTML. */
export function runningScript(): HTMLScriptElement | null {
  const script = member("currentScript");
  return script instanceof HTMLScriptElement ? script : null;
}

export function rootElement(): Node {
  return member("documentElement") as Node;
}

export function cookies(): string {
  return String(member("cookie"));
}

export function setCookie(line: string): void {
  Reflect.set(plain, "cookie", line, document);
}

export function elements<Kind extends Element>(selector: string): NodeListOf<Kind> {
  return plain.querySelectorAll.call(document, selector) as NodeListOf<Kind>;
}

/** Listens before any element does. */
export function listen(event: string, heard: (event: Event) => void): void {
  plain.addEventListener.call(document, event, heard, true);
}
