/**
 * PostgreSQL refuses to run as root. Whoever tries Aftermap in a container or on a rented server often is root, so
 * the cluster then runs as an existing user with fewer rights; nothing on the machine is changed for it.
 */
import { readFileSync, statSync } from "node:fs";
import { lchown, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Whom the cluster's processes run as and its files belong to. */
export type ClusterOwner = { uid: number; gid: number; name: string };

/** In order of preference. `nobody` exists on every Unix; `initdb` demands a name in the user list. */
const CANDIDATES = ["postgres", "nobody"];

/**
 * The user to step down to, or null when this process may run PostgreSQL itself (not root, or Windows, where the
 * programs give up an administrator's rights by themselves).
 *
 * @throws Error as root on a machine that has none of the users we know
 */
export function clusterOwner(): ClusterOwner | null {
  if (process.getuid?.() !== 0) return null;
  const passwd = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of CANDIDATES) {
    const entry = passwd.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (entry !== undefined) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    "PostgreSQL refuses to run as root and this machine has neither a postgres nor a nobody user: " +
      "run Aftermap as another user, or set DATABASE_URL",
  );
}

/**
 * Whether that user may enter every folder above `path`, and enter or run `path` itself. A folder such as root's
 * home or a fresh `mktemp -d` is closed to everybody else, whatever the rights further down.
 */
export function canReach(owner: ClusterOwner | null, path: string): boolean {
  if (owner === null) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const enter = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

/** Makes the folder and everything in it the owner's. */
export async function giveFolder(folder: string, owner: ClusterOwner): Promise<void> {
  await lchown(folder, owner.uid, owner.gid);
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), owner.uid, owner.gid);
  }
}
