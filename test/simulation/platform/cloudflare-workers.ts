/** What the code takes from `cloudflare:workers`: base classes, and work that outlives its request, as all does here. */
export function waitUntil(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

export class DurableObject<Bindings> {
  protected readonly ctx: unknown;
  protected readonly env: Bindings;

  constructor(ctx: unknown, env: Bindings) {
    this.ctx = ctx;
    this.env = env;
  }
}

export class WorkerEntrypoint<Bindings> {
  protected readonly ctx: unknown;
  protected readonly env: Bindings;

  constructor(ctx: unknown, env: Bindings) {
    this.ctx = ctx;
    this.env = env;
  }
}
