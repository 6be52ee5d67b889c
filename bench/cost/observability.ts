/** How many log events the settings of `wrangler.toml` let be written. */

export interface Observability {
  readonly enabled?: boolean;
  /** Share of invocations whose events are kept; all where it is not said. */
  readonly head_sampling_rate?: number;
  readonly logs?: {
    readonly enabled?: boolean;
    readonly head_sampling_rate?: number;
    /** Whether each invocation is an event of its own, which it is where it is not said. */
    readonly invocation_logs?: boolean;
  };
}

/** @param lines what the service itself writes, before sampling. */
export function logEvents(
  { enabled, head_sampling_rate, logs }: Observability,
  invocations: number,
  lines: number,
): number {
  if ((logs?.enabled ?? enabled) !== true) return 0;
  const share = logs?.head_sampling_rate ?? head_sampling_rate ?? 1;
  const logged = logs?.invocation_logs === false ? 0 : invocations;
  return (logged + lines) * share;
}
