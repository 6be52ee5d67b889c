/** What is billed, counted. */

export interface Counts {
  workerRequests: number;
  /** Milliseconds of the processor, of all of workerd: what stands in for Cloudflare's own parts included. */
  cpuMs: number;
  rowsRead: number;
  rowsWritten: number;
  objectRequests: number;
  /** Time that calls of objects took, which is what an object is kept in memory for at the least. */
  objectMs: number;
  queueMessages: number;
  /** Units of 64 KB in those messages. */
  queueUnits: number;
  /** Log events that are written: lines of the service, and invocations where those are logged. */
  logEvents: number;
  /** What databases and objects hold more than before. */
  d1Bytes: number;
  objectBytes: number;
}

export function noCounts(): Counts {
  return {
    workerRequests: 0,
    cpuMs: 0,
    rowsRead: 0,
    rowsWritten: 0,
    objectRequests: 0,
    objectMs: 0,
    queueMessages: 0,
    queueUnits: 0,
    logEvents: 0,
    d1Bytes: 0,
    objectBytes: 0,
  };
}

/** Counts of each one of `times`. */
export function perEach(counts: Counts, times: number): Counts {
  const entries = Object.entries(counts).map(([name, value]) => [name, Number(value) / times]);
  return Object.fromEntries(entries) as Counts;
}
