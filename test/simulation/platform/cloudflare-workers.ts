/** What the objects take from `cloudflare:workers`: their base class, and nothing else. */
export class DurableObject<Bindings> {
  protected readonly ctx: unknown;
  protected readonly env: Bindings;

  constructor(ctx: unknown, env: Bindings) {
    this.ctx = ctx;
    this.env = env;
  }
}
