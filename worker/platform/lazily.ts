/**
 * A module that is loaded at its first use, so that an isolate pays for it then and not at its start.
 *
 * It is kept by value: a promise would belong to the request that made it, and others would wait for that one's I/O.
 */
export function lazily<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Module | undefined;
  return async () => (loaded ??= await load());
}
