/**
 * Makes the Chromium inside the npm package `@sparticuz/chromium` runnable on any Linux (x64) that runs Node. The
 * package is made for AWS: it unpacks into the temporary folder, without the libraries a bare machine lacks unless
 * it believes to be there, and takes a half-written program for a whole one.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { definedEnvironment } from "./environment.ts";

/** The program, and what its environment must hold beyond ours. */
export type ChromiumProgram = { executablePath: string; env: Record<string, string> };

/** Unpacks once (some seconds, 220 MB) into the project's `.cache/`; later calls find it there. */
export async function unpackNpmChromium(): Promise<ChromiumProgram> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const { version } = JSON.parse(await readFile(join(dirname(entry), "../../package.json"), "utf8"));
  const cache = join(import.meta.dirname, "../../.cache");
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(entry, cache, folder);
  return {
    executablePath: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

/** Lets the package believe what it must, in a process with a temporary folder of its own, which is then renamed. */
async function unpack(entry: string, cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, "unpacking-"));
  try {
    const script = `require(${JSON.stringify(entry)}).executablePath()`;
    await promisify(execFile)(process.execPath, ["--eval", script], {
      env: { ...definedEnvironment(), TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
    });
    await writeFile(join(unfinished, "fonts.conf"), fontsConf(folder));
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another test file may have been faster: its copy is as good.
    if (!existsSync(folder)) throw error;
  }
}

function fontsConf(folder: string): string {
  const folders = [join(folder, "fonts"), "/usr/share/fonts"].map((path) => `<dir>${path}</dir>`).join("");
  return `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>\n`;
}
