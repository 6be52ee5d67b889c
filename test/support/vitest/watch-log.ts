/** What the product writes to its log. Objects of other tests go on beside a test, so it asks for lines of its own. */
import { vi } from "vitest";

export interface LogLine {
  readonly event: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface WatchedLog {
  /** Lines of an event, of one program where it is named, the oldest first. */
  told(event: string, program?: string): LogLine[];
  clear(): void;
}

/** Keeps what is written from now on, until mocks are restored. Each call begins anew. */
export function watchLog(): WatchedLog {
  const lines: LogLine[] = [];
  vi.spyOn(console, "error").mockImplementation((line: unknown) => {
    const text = String(line);
    if (text.startsWith("{")) lines.push(JSON.parse(text) as LogLine);
  });
  return {
    told: (event, program) =>
      lines.filter(
        (line) => line.event === event && (program === undefined || line.facts["program"] === program),
      ),
    clear: () => void lines.splice(0),
  };
}
