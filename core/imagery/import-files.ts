import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../shared/errors.ts";
import { namesOfSidecars } from "./raster/sidecars/find-sidecars.ts";

/** Files that only ever stand beside a raster: they are read with it and are no items of their own. */
const SIDECARS = /\.(?:ovr|msk|aux\.xml|tfw|tifw|wld|prj)$/i;
const MOST_FILES = 10_000;

/**
 * The files of an import: the file itself, or all below a folder, in the order of their names.
 *
 * Links are followed before the roots are compared, so that none leads outside.
 *
 * @param roots folders that the source must lie in; null allows everything that this process can read
 * @throws AppError `forbidden` outside the roots, `invalid_input` when there is nothing to read
 */
export async function listImportFiles(
  source: string,
  roots: readonly string[] | null,
): Promise<{ name: string; path: string }[]> {
  const items = await findImportFiles(source, roots, "source.path");
  if (items.length === 0) throw refuse(`${source} holds no files`, "source.path");
  return items;
}

/**
 * As `listImportFiles`, for a folder that may be empty.
 *
 * @param field where the path stands in what was asked, for the refusal
 */
export async function findImportFiles(
  source: string,
  roots: readonly string[] | null,
  field: string,
): Promise<{ name: string; path: string }[]> {
  const resolved = await resolveInside(source, roots, field);
  const found = await stat(resolved);
  if (found.isFile()) return [{ name: path.basename(resolved), path: resolved }];
  if (!found.isDirectory()) throw refuse(`${source} is neither a file nor a folder`, field);

  const files: { name: string; path: string }[] = [];
  const namesByFolder = new Map<string, string[]>();
  for (const entry of await readdir(resolved, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(resolved, full);
    if (!entry.isFile() || SIDECARS.test(name) || name.split(path.sep).some((part) => part.startsWith(".")))
      continue;
    files.push({ name, path: full });
    const names = namesByFolder.get(entry.parentPath);
    if (names === undefined) namesByFolder.set(entry.parentPath, [entry.name]);
    else names.push(entry.name);
    if (files.length > MOST_FILES)
      throw refuse(`${source} holds more than ${MOST_FILES} files: import its parts one by one`, field);
  }
  // What sellers put beside an image of the same folder (IMD, XML, previews) is read with it, or not needed.
  const besides = new Map(
    [...namesByFolder].map(([folder, names]) => [
      folder,
      new Set([...namesOfSidecars(names), ...partsOfShapefiles(names)]),
    ]),
  );
  const items = files.filter(
    ({ path: full }) => besides.get(path.dirname(full))?.has(path.basename(full)) !== true,
  );
  return items.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files that are read with a .shp beside them. */
function partsOfShapefiles(names: readonly string[]): string[] {
  const stems = new Set(
    names.flatMap((name) => (/\.shp$/i.test(name) ? [name.slice(0, -4).toLowerCase()] : [])),
  );
  return names.filter((name) => {
    const part = /^(.*)\.(?:dbf|shx|cpg|sbn|sbx|qix|qpj|shp\.xml)$/i.exec(name);
    return part !== null && stems.has((part[1] ?? "").toLowerCase());
  });
}

/**
 * Where a path really leads, links followed.
 *
 * @throws AppError `forbidden` outside the roots, `invalid_input` where there is nothing
 */
export async function resolveInside(
  source: string,
  roots: readonly string[] | null,
  field: string,
): Promise<string> {
  const outside = new AppError("forbidden", "The path lies outside the folders that may be imported from", {
    errors: [{ path: field, message: "put the files into one of IMPORT_ROOTS, or add their folder to it" }],
  });
  const asked = path.resolve(roots?.[0] ?? ".", source);
  const isInside = (place: string, root: string) => place === root || place.startsWith(root + path.sep);
  // Asked first without looking at the disk, so that a path outside does not tell whether something is there.
  if (roots !== null && !roots.some((root) => isInside(asked, root))) throw outside;
  let resolved: string;
  try {
    resolved = await realpath(asked);
  } catch {
    throw refuse(`There is no file or folder ${source}`, field);
  }
  if (roots === null) return resolved;
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
  if (!realRoots.some((root) => isInside(resolved, root))) throw outside;
  return resolved;
}

function refuse(message: string, field: string): AppError {
  return new AppError("invalid_input", message, {
    errors: [{ path: field, message: "give an existing file or folder" }],
  });
}
