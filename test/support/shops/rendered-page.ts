/** The HTML of a page in JSX, built as Next.js builds it and without React: each element is written as its text. */
import { build } from "esbuild";

type Props = Readonly<Record<string, unknown>> | null;

/** What JSX stands for here. */
function element(type: string, props: Props, ...children: readonly unknown[]): string {
  const attributes = Object.entries(props ?? {}).map(([name, value]) => ` ${name}="${String(value)}"`);
  return `<${type}${attributes.join("")}>${children.flat().join("")}</${type}>`;
}

type Page = (props: { readonly children?: string }) => string;

/** @param children what a layout stands around. */
export async function renderedPage(file: string, children = ""): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "globalThis.element" } },
    plugins: [
      {
        name: "next",
        setup: (plan) => {
          plan.onResolve({ filter: /^next\/script$/ }, ({ path }) => ({ path, namespace: "next" }));
          plan.onLoad({ filter: /.*/, namespace: "next" }, () => ({ contents: 'export default "script";' }));
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? "";
  Object.assign(globalThis, { element });
  const address = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const { default: page } = (await import(/* @vite-ignore */ address)) as { default: Page };
  return page({ children });
}
