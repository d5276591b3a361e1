/**
 * What must be there before a volunteer's first task: told while the client is built, so that whoever tags loads nothing
 * that only analysts and admins need; and weighed after it, so that it cannot grow unseen.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Plugin, Rolldown } from "vite";

const STARTS = ["client/start.tsx", "client/tagging/tagging-page.tsx"].map((file) => path.resolve(file));
/** As `client/main.ts` asks for them; one language is enough for a check. */
const WORDS = ["common", "tagging", "learn"].map((screen) => path.resolve(`client/i18n/en/${screen}.json`));

/** Of scripts, with the heads of their answers: the promise of the `client` benchmark. */
const MAX_BYTES = 250_000;
/** The head of an answer, bytes, as Chromium counts it: most is the content security policy. */
const HEAD_BYTES = 950;

let reached: Set<string> | null = null;

/** Whether the frame around all screens or the tagging screen imports a module, through however many others. */
export function isNeededForTagging(id: string, modules: Rolldown.ChunkingContext): boolean {
  reached ??= reachFrom(STARTS, modules);
  return reached.has(id);
}

/** @throws Error when one of the starts is no module of the client: its file was renamed */
function reachFrom(starts: readonly string[], modules: Rolldown.ChunkingContext): Set<string> {
  const found = new Set(starts);
  for (const id of found) {
    const module = modules.getModuleInfo(id);
    if (module === null && starts.includes(id))
      throw new Error(`first-task.config.ts: ${id} is not part of the client`);
    for (const imported of module?.importedIds ?? []) found.add(imported);
  }
  return found;
}

/** Stops a build whose scripts before the first task weigh more than was promised, and says what they are. */
export function weighFirstTask(): Plugin {
  return {
    name: "aftermap-weigh-first-task",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const files = filesBeforeFirstTask(bundle);
      const weights = await Promise.all(
        files.map(async (file) => ({ file, bytes: await weigh(bundle, dir ?? "", file) })),
      );
      const total = weights.reduce((sum, { bytes }) => sum + bytes + HEAD_BYTES, 0);
      if (total <= MAX_BYTES) return;
      const heaviest = weights.toSorted((one, other) => other.bytes - one.bytes);
      this.error(
        `Scripts before a volunteer's first task weigh ${total} bytes, more than ${MAX_BYTES}: ` +
          heaviest.map(({ file, bytes }) => `${file} ${bytes}`).join(", "),
      );
    },
  };
}

/** What the page, the frame, the tagging screen and its words import at once. */
function filesBeforeFirstTask(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const starts = [...STARTS, ...WORDS].map((start) => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === start);
    if (chunk === undefined) throw new Error(`first-task.config.ts: ${start} is not a file of its own`);
    return chunk.fileName;
  });
  const entries = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
  const found = new Set([...entries, ...starts]);
  for (const file of found)
    for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
      found.add(imported);
  return [...found];
}

/** A file as it is sent, bytes: compressed, unless it is too small for that. */
async function weigh(bundle: Rolldown.OutputBundle, folder: string, file: string): Promise<number> {
  const sent = `${file}.br` in bundle ? `${file}.br` : file;
  return (await stat(path.join(folder, sent))).size;
}
