/**
 * TypeScript as a library, for tools that write code. The project's own TypeScript is a compiler alone. This one comes
 * whole inside a package, so that no second `tsc` gets in the way of the first.
 */
// oxlint-disable-next-line import/no-default-export -- as `typescript` itself has it
export { ts as default } from "@ts-morph/common";
