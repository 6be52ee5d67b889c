/**
 * Objects as far away as a network has them. In tests they lie in the same process, which does all of a call before it looks
 * at what else has come. Nothing would ever wait for a call that is under way.
 */

/** From an isolate to an object of its continent and back, in ms. */
const DISTANCE_MS = 20;

/** A namespace whose objects begin a call when it has come to them. */
export function farObjects<Namespace extends object>(namespace: Namespace): Namespace {
  return withFunctions(
    namespace,
    (getByName) =>
      (...args) =>
        far(getByName(...args) as object),
  );
}

function far(stub: object): object {
  return withFunctions(stub, (call) => async (...args) => {
    await scheduler.wait(DISTANCE_MS);
    return await call(...args);
  });
}

type Anything = (...args: unknown[]) => unknown;

function withFunctions<Target extends object>(target: Target, changed: (own: Anything) => Anything): Target {
  return new Proxy(target, {
    get: (real, name) => {
      const own: unknown = Reflect.get(real, name);
      return typeof own === "function" ? changed((...args) => Reflect.apply(own, real, args)) : own;
    },
  });
}
