#!/usr/bin/env node
/** `npx aftermap …`: starts the built command line, wherever it is called from and however often it was rebuilt. */
import { existsSync } from "node:fs";

const built = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  console.error("Aftermap is not built yet: run npm run build");
  process.exitCode = 1;
}
