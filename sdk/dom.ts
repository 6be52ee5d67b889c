/**
 * The document as browsers made it. An element that is named as one of its members hides that member on `document`
 * itself, and nothing here. A review on a shop's page may hold such an element: `<img name="currentScript">`.
 */
const made = Object.getPrototypeOf(document) as Document;

type Member = keyof Document | "prerendering";

/** A member of the document, whatever elements are called. One that no browser made is the document's own. */
function member(name: Member): unknown {
  return Reflect.get(name in made ? made : document, name, document);
}

/** The same of a method. */
function call(name: Member, ...values: unknown[]): unknown {
  return (member(name) as (...values: unknown[]) => unknown).apply(document, values);
}

/** The script element that runs now; null where there is none, or where it is none of HTML. */
export function runningScript(): HTMLScriptElement | null {
  const script = member("currentScript") as HTMLScriptElement | null;
  return script && typeof script.src === "string" ? script : null;
}

export function scriptElements(): HTMLScriptElement[] {
  return Array.from(call("getElementsByTagName", "script") as ArrayLike<HTMLScriptElement>);
}

export function rootElement(): Node {
  return member("documentElement") as Node;
}

/** True while nobody sees the page: a browser made it ahead of a tap. */
export function isAhead(): boolean {
  return member("prerendering") === true;
}

export function cookies(): string {
  return String(member("cookie"));
}

export function setCookie(line: string): void {
  Reflect.set("cookie" in made ? made : document, "cookie", line, document);
}

export function elements<Kind extends Element>(selector: string): NodeListOf<Kind> {
  return call("querySelectorAll", selector) as NodeListOf<Kind>;
}

/** Listens before any element does. */
export function listen(event: string, heard: (event: Event) => void): void {
  call("addEventListener", event, heard, true);
}
