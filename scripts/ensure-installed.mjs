/**
 * Installs the packages when they are missing or not the ones that package-lock.json names.
 *
 * `npm install`, not `npm ci`: it keeps the locked versions, and `npm ci` refuses lock files that were written
 * behind a registry mirror which lacks other platforms' packages.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT, run } from "./run.mjs";

const OLDEST_NODE = [20, 19];

/** Leaves the process when it cannot be done. */
export async function ensureInstalled() {
  if (!(await install())) process.exit(1);
}

/** Says whether all is installed; if not, why not is on stderr. */
export async function install() {
  if (isNodeTooOld()) return false;
  if (isInstalled()) return true;
  console.error("Installing packages (the first time this takes a minute or two)…");
  // When npm started us it tells where it is; `npm` alone is a shell script on Windows.
  const npm = process.env.npm_execpath;
  const args = ["install", "--no-audit", "--no-fund"];
  const code = await (npm?.endsWith(".js") ? run(process.execPath, [npm, ...args]) : run("npm", args));
  if (code === 0) return true;
  console.error("The packages could not be installed: see npm's message above, then run this again.");
  return false;
}

function isNodeTooOld() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return false;
  const oldest = OLDEST_NODE.join(".");
  console.error(
    `Aftermap needs Node ${oldest} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  return true;
}

/** Compares what npm wrote down when it last installed with what it should install. Other platforms' packages may lack. */
function isInstalled() {
  const installed = packages(join(PROJECT, "node_modules", ".package-lock.json"));
  const wanted = packages(join(PROJECT, "package-lock.json"));
  if (installed === null || wanted === null) return false;
  return Object.entries(wanted).every(([path, pkg]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? pkg.optional === true || pkg.peer === true : found.version === pkg.version;
  });
}

function packages(lock) {
  return existsSync(lock) ? JSON.parse(readFileSync(lock, "utf8")).packages : null;
}
