/**
 * Names in the page itself what `client/main.ts` is about to import: the browser fetches it beside that small file, not
 * a round trip after it.
 */
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

const START = /\/client\/start\.tsx$/;

export function hintStart(): Plugin {
  return {
    name: "aftermap-start-hints",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) =>
        bundle === undefined
          ? []
          : hintsFor(bundle).filter(({ attrs }) => !html.includes(String(attrs?.["href"]))),
    },
  };
}

function hintsFor(bundle: Rolldown.OutputBundle): HtmlTagDescriptor[] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const start = chunks.find(({ facadeModuleId }) => START.test(facadeModuleId ?? ""));
  if (start === undefined)
    throw new Error("start-hints.config.ts: client/start.tsx is not a file of its own");
  const files = [start.fileName, ...start.imports];
  const styles = chunks
    .filter(({ fileName }) => files.includes(fileName))
    .flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
  return [
    ...styles.map((file) => link({ rel: "stylesheet", crossorigin: true, href: `/${file}` })),
    ...files.map((file) => link({ rel: "modulepreload", crossorigin: true, href: `/${file}` })),
  ];
}

const link = (attrs: Record<string, string | boolean>): HtmlTagDescriptor => ({
  tag: "link",
  attrs,
  injectTo: "head",
});
