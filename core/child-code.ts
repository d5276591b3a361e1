/**
 * What a process or a thread of ours runs: the built JavaScript, or, in development, TypeScript, before which tsx must be
 * loaded. Tests put their own in this file's place (`tests/support/child-code.ts`): tsx doubles the time that each
 * process takes to start, and they start hundreds.
 */
export type ChildCode = { file: URL; isSource: boolean };

/** @param file of a module, `.ts` also where only the built `.js` is there */
export function codeOf(file: URL): ChildCode {
  const isSource = import.meta.url.endsWith(".ts");
  return { file: isSource ? file : new URL(file.href.replace(/\.ts$/, ".js")), isSource };
}
