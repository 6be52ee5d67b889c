/** Dragging by mouse, pen or finger: how far it went since it began, in units of the poster. */
import { type PointerEvent, useRef } from "react";

interface Begun {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  /** Units of the poster in one pixel of the screen. */
  readonly unit: number;
  /** Tells one drag from the next. */
  readonly gesture: string;
  readonly go: (dx: number, dy: number, by: Drag) => void;
}

export interface Drag {
  readonly unit: number;
  readonly gesture: string;
}

let drags = 0;

export function usePointerMoves(onEnd: () => void) {
  const begun = useRef<Begun | null>(null);
  const end = (): void => {
    begun.current = null;
    onEnd();
  };
  return {
    /** @param unit see {@link Begun}. */
    begin: (event: PointerEvent<HTMLElement>, unit: number, go: Begun["go"]): void => {
      if (event.button !== 0 || begun.current !== null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drags += 1;
      const { pointerId: pointer, clientX: x, clientY: y } = event;
      begun.current = { pointer, x, y, unit, gesture: `drag-${drags}`, go };
    },
    handlers: {
      onPointerMove: (event: PointerEvent<HTMLElement>): void => {
        const { current } = begun;
        if (current === null || current.pointer !== event.pointerId) return;
        const { x, y, unit, gesture, go } = current;
        go((event.clientX - x) * unit, (event.clientY - y) * unit, { unit, gesture });
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
