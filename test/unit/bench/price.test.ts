/** What counts come to in dollars, by the list of November 2026. */
import { expect, test } from "vitest";
import { noCounts, perEach } from "../../../bench/cost/counts.ts";
import { logEvents } from "../../../bench/cost/observability.ts";
import { dollarsOf } from "../../../bench/cost/price.ts";

test("a message of up to 64 KB is three operations, a row written a dollar a million", () => {
  expect(dollarsOf({ ...noCounts(), queueMessages: 1e6, queueUnits: 1e6 })).toBeCloseTo(1.2);
  expect(dollarsOf({ ...noCounts(), rowsWritten: 1e6 })).toBeCloseTo(1);
  expect(dollarsOf({ ...noCounts(), workerRequests: 1e6, cpuMs: 2e6 })).toBeCloseTo(0.34);
  expect(perEach({ ...noCounts(), rowsWritten: 10 }, 4).rowsWritten).toBe(2.5);
});

test("logs are paid by event, and what is stored for a year", () => {
  expect(dollarsOf({ ...noCounts(), logEvents: 1e6 })).toBeCloseTo(0.6);
  expect(dollarsOf({ ...noCounts(), d1Bytes: 1e9 })).toBeCloseTo(12 * 0.75);
  expect(dollarsOf({ ...noCounts(), objectBytes: 1e9 })).toBeCloseTo(12 * 0.2);
});

test("an invocation is an event unless that is turned off, a line always, and of both the share that is kept", () => {
  expect(logEvents({ enabled: true }, 1_000, 10)).toBe(1_010);
  expect(logEvents({ enabled: true, head_sampling_rate: 0.1 }, 1_000, 10)).toBeCloseTo(101);
  expect(logEvents({ enabled: true, logs: { enabled: true, invocation_logs: false } }, 1_000, 10)).toBe(10);
  expect(logEvents({ enabled: true, logs: { enabled: false } }, 1_000, 10)).toBe(0);
  expect(logEvents({}, 1_000, 10)).toBe(0);
});
