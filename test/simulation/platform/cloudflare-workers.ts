/** What the code takes from `cloudflare:workers`: base classes, and nothing else. */
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
