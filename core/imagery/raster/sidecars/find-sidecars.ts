import { readdir } from "node:fs/promises";
import path from "node:path";

/** What a file beside an image is for. `metadata` says when and by whom the image was taken. */
export type SidecarRole = "mask" | "overviews" | "aux" | "world" | "projection" | "metadata" | "ignored";
export type Sidecar = { role: SidecarRole; path: string; name: string };

const IMAGE = /\.(?:tiff?|gtiff|cog)$/i;
const METADATA = /\.(?:imd|xml|json|txt)$/i;
/** What sellers put beside images and nobody needs to show them. */
const IGNORED = /\.(?:rpb|att|eph|geo|til|rpc|md5|sha256|qmd|lyrx?|kml|htm|html|pdf|jpe?g|png|aux)$/i;

/**
 * The files that stand beside an image and belong to it, by the names that GDAL, ArcGIS, Maxar, Airbus, Planet and the
 * USGS give them. Upper and lower case are the same: archives come from Windows.
 */
export async function findSidecars(imagePath: string): Promise<Sidecar[]> {
  const folder = path.dirname(imagePath);
  const image = path.basename(imagePath);
  const found: Sidecar[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const role = entry.isFile() && entry.name !== image ? roleBeside(image, entry.name) : null;
    if (role !== null) found.push({ role, path: path.join(folder, entry.name), name: entry.name });
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The names among a folder's that belong to an image of the same folder: they are read with it, and no items. */
export function namesOfSidecars(names: readonly string[]): Set<string> {
  const images = names.filter((name) => IMAGE.test(name));
  const others = names.filter((name) => !IMAGE.test(name));
  return new Set(others.filter((name) => images.some((image) => roleBeside(image, name) !== null)));
}

/** What a file is for an image of the same folder; null when it is not the image's. */
export function roleBeside(imageName: string, name: string): SidecarRole | null {
  const image = imageName.toLowerCase();
  const stem = image.replace(IMAGE, "");
  const other = name.toLowerCase();
  if (other === `${image}.msk`) return "mask";
  if (other === `${image}.ovr` || other === `${stem}.rrd`) return "overviews";
  if (other === `${image}.aux.xml` || other === `${stem}.aux.xml`) return "aux";
  if ([`${stem}.tfw`, `${stem}.tifw`, `${stem}.tiffw`, `${stem}.wld`, `${image}w`].includes(other))
    return "world";
  if (other === `${stem}.prj`) return "projection";
  if (METADATA.test(other) && isMetadataOf(stem, other.replace(METADATA, ""))) return "metadata";
  if (other === `${image}.xml` || (IGNORED.test(other) && stemsMatch(stem, other.replace(IGNORED, ""))))
    return "ignored";
  return null;
}

function isMetadataOf(stem: string, other: string): boolean {
  if (other === stem) return true;
  // Planet: 20181001_015433_1027_3B_AnalyticMS.tif with …_3B_AnalyticMS_metadata.xml and …_1027_metadata.json.
  // USGS: LC08_L1TP_107018_20181001_01_RT_B4.TIF with …_01_RT_MTL.txt.
  const described = /^(.{8,})_(?:metadata|mtl)$/.exec(other)?.[1];
  if (described !== undefined) return stem === described || stem.startsWith(`${described}_`);
  // Airbus: IMG_PHR1A_PMS_201706110812335_ORT_…_R1C1.TIF with DIM_PHR1A_PMS_201706110812335_ORT_….XML.
  const dimap = /^dim_(.{8,})$/.exec(other)?.[1];
  return dimap !== undefined && stem.startsWith(`img_${dimap}`);
}

const stemsMatch = (stem: string, other: string) => other === stem || other === `${stem}-browse`;
