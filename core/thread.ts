import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { codeOf } from "./child-code.ts";

/**
 * Runs a module in a thread of its own and gives the one message it posts: for arithmetic that would keep this thread
 * from its other work. Runs from the built JavaScript, and in development and tests from TypeScript.
 *
 * @param file of the module, `.ts` also where only the built `.js` is there
 */
export function runInThread<Answer>(file: URL, data: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = startThread(file, data);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread of ${file.href} stopped with code ${code}`)));
  });
}

/** Starts a module in a thread of its own, which reads `workerData`. */
export function startThread(file: URL, workerData: unknown): Worker {
  const code = codeOf(file);
  if (!code.isSource) return new Worker(code.file, { workerData });
  // Node 20 passes `--import tsx` to no thread, so the thread registers tsx itself before it loads the worker.
  const tsxPackage = pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"));
  const tsx = JSON.stringify(new URL("./dist/esm/api/index.mjs", tsxPackage).href);
  const start = `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(code.file.href)}); })`;
  return new Worker(start, { eval: true, workerData });
}
