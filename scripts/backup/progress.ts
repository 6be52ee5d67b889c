/** Tells a person how far long work is, now and then. */
import { mebibytes } from "./files.ts";

const PAUSE_MS = 2_000;

export class Progress {
  readonly #say: (line: string) => void;
  readonly #now: () => number;
  #saidAtMs: number;
  #expected = 0;
  #files = 0;
  #bytes = 0;

  constructor(say: (line: string) => void, now: () => number = Date.now) {
    this.#say = say;
    this.#now = now;
    this.#saidAtMs = now();
  }

  /** So many files more are to be done. */
  expect(files: number): void {
    this.#expected += files;
  }

  /** @param part of the file that is done, from 0 to 1. */
  within(file: string, part: number): void {
    this.#sometimes(`${Math.floor(part * 100)} % of ${file}`);
  }

  done(bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
    this.#sometimes(`${this.#files} of ${this.#expected} files, ${this.total()}`);
  }

  /** What was done in all. */
  total(): string {
    return mebibytes(this.#bytes);
  }

  #sometimes(line: string): void {
    if (this.#now() - this.#saidAtMs < PAUSE_MS) return;
    this.#saidAtMs = this.#now();
    this.#say(line);
  }
}
