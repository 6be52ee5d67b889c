/**
 * The Worker's main module is asked for once in a runtime. The pool imports it again for each request and for each call of
 * an object, and each import asked the process outside twice. A third of all processor time went there.
 */
type Import = (id: string) => Promise<unknown>;

interface ModuleRunner {
  import: Import;
}

/** Vitest's own: what the pool imports by. */
declare const __vitest_mocker__: { readonly moduleRunner: ModuleRunner };

const MAIN = "/worker/index.ts";
/** Of files that share a runtime, each comes by here. */
const HAS_MAIN = Symbol.for("tributary.has-main");

function importMainOnce(runner: ModuleRunner): void {
  if (HAS_MAIN in runner) return;
  const original: Import = runner.import.bind(runner);
  let main: unknown;
  const once: Import = async (id) => {
    if (!id.endsWith(MAIN)) return await original(id);
    main ??= await original(id);
    return main;
  };
  Object.assign(runner, { import: once, [HAS_MAIN]: true });
}

importMainOnce(__vitest_mocker__.moduleRunner);
