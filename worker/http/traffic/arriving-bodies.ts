/**
 * Bounds the bodies that are arriving in an isolate. While there is room each has its half a minute. When there is none, those
 * that hardly move give theirs up: whoever opens bodies and sends nothing turns away nobody who sends. What comes of them
 * afterwards is kept no more, and its sender is told to come again.
 */
import { overloaded } from "./admission.ts";

/** A body younger than that is no slow one yet. */
const YOUNG_MS = 2_000;
/** Less than that is slow: a mebibyte would take more than a minute. */
const LEAST_BYTES_PER_MS = 16;

export interface ArrivingBody {
  readonly beganAtMs: number;
  /** Bytes of it that are held. */
  bytes: number;
}

export interface ArrivingBounds {
  readonly bodies: number;
  /** Of all together. */
  readonly bytes: number;
}

export class ArrivingBodies {
  readonly #bounds: ArrivingBounds;
  readonly #bodies = new Set<ArrivingBody>();
  #bytes = 0;

  constructor(bounds: ArrivingBounds) {
    this.#bounds = bounds;
  }

  get held(): ArrivingBounds {
    return { bodies: this.#bodies.size, bytes: this.#bytes };
  }

  /** @throws ApiProblem `overloaded` (503) when there is no room. */
  begin(nowMs: number): ArrivingBody {
    if (this.#bodies.size >= this.#bounds.bodies) this.#giveUpSlow(nowMs);
    if (this.#bodies.size >= this.#bounds.bodies) throw overloaded();
    const body: ArrivingBody = { beganAtMs: nowMs, bytes: 0 };
    this.#bodies.add(body);
    return body;
  }

  /** Holds more bytes of a body. False when there is no room for them, or when its own was given to others. */
  grow(body: ArrivingBody, bytes: number, nowMs: number): boolean {
    if (!this.#bodies.has(body)) return false;
    body.bytes += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#bounds.bytes) this.#giveUpSlow(nowMs);
    return this.#bytes <= this.#bounds.bytes && this.#bodies.has(body);
  }

  /** The body is whole, or nothing of it is held any more. A repeat changes nothing. */
  end(body: ArrivingBody): void {
    if (this.#bodies.delete(body)) this.#bytes -= body.bytes;
  }

  #giveUpSlow(nowMs: number): void {
    for (const body of this.#bodies) {
      const ageMs = nowMs - body.beganAtMs;
      if (ageMs < YOUNG_MS || body.bytes >= ageMs * LEAST_BYTES_PER_MS) continue;
      this.end(body);
    }
  }
}
