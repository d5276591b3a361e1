/** Reads a file of footprints as an import would, up to the database. */
import type { BuildingOptions, RefusedRow } from "../../../shared/batches.ts";
import type { Bbox } from "../../../shared/geo.ts";
import { readFootprints } from "../../../core/buildings/reading/read.ts";
import type { StagedRow } from "../../../core/buildings/reading/row-maker.ts";

export type Reading = { rows: StagedRow[]; refused: RefusedRow[]; did: string; question: any };

export async function readFile(
  file: string,
  scratch: string,
  options: BuildingOptions = {},
  places: Bbox[] = [],
): Promise<Reading> {
  const rows: StagedRow[] = [];
  const refused: RefusedRow[] = [];
  const result = await readFootprints(
    { file, scratch, options, places },
    { rows: (more) => rows.push(...more), refused: (more) => refused.push(...more), progress() {} },
  );
  if ("choices" in result) return { rows, refused, did: "", question: result };
  return { rows, refused, did: result.did.join(" "), question: null };
}
