import { interleave } from "./samples.ts";
import { openImage, type OpenImage } from "./open-image.ts";
import { RasterRefusal } from "./refusal.ts";
import { TAG, type TiffDirectory } from "./tiff-header.ts";

/** What stands in each file, in their order. */
const COLOURS = ["red", "green", "blue"] as const;
const REMEDY =
  "gdalwarp them to one grid (-tr and -te alike), gdalbuildvrt -separate rgb.vrt red.tif green.tif blue.tif && gdal_translate rgb.vrt rgb.tif, and import that with its date";
/** Corners may differ by the rounding of their tags and no more, pixels. */
const MOST_APART = 0.01;

/**
 * Opens an image whose red, green and blue are files of their own, as Landsat and Sentinel-2 come, as if they were one.
 * They must share one grid: pixels that would have to be moved would no longer be the original's.
 *
 * @param paths red, green, blue
 * @throws RasterRefusal
 */
export async function openComposed(paths: readonly string[]): Promise<OpenImage> {
  const images: OpenImage[] = [];
  const close = async () => {
    await Promise.all(images.map((image) => image.close()));
  };
  try {
    for (const [index, place] of paths.entries()) images.push(await openPart(place, COLOURS[index]));
    const [red, ...others] = images;
    if (red === undefined || images.length !== 3)
      throw new RasterRefusal("It is not of three colours.", null);
    for (const [index, other] of others.entries()) refuseOtherGrid(red, other, COLOURS[index + 1] ?? "");
    return { ...joined(red, others), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPart(place: string, colour = ""): Promise<OpenImage> {
  try {
    return await openImage(place);
  } catch (error) {
    if (!(error instanceof RasterRefusal)) throw error;
    throw new RasterRefusal(`Its ${colour}: ${error.message}`, null, { cause: error });
  }
}

function refuseOtherGrid(red: OpenImage, other: OpenImage, colour: string): void {
  const [one, two] = [red.samples, other.samples];
  const hasOtherBlocks =
    one.blockWidth !== two.blockWidth || one.blockHeight !== two.blockHeight || one.tiled !== two.tiled;
  const faults: [boolean, string][] = [
    [one.bands !== 1, "red holds several bands"],
    [two.bands !== 1, `${colour} holds several bands`],
    [one.photometric !== 1 || two.photometric !== 1, "they are no plain grey images"],
    [one.sampleType !== two.sampleType, `${colour} holds ${two.sampleType}, red ${one.sampleType}`],
    [
      one.width !== two.width || one.height !== two.height,
      `${colour} has ${two.width} × ${two.height} pixels, red ${one.width} × ${one.height}`,
    ],
    [
      red.crs.epsg !== other.crs.epsg || red.crs.name !== other.crs.name,
      `${colour} has another coordinate system than red`,
    ],
    [!isSamePlace(red, other), `${colour} lies on another grid than red`],
    [hasOtherBlocks, `${colour} is stored in other blocks than red`],
  ];
  const fault = faults.find(([isFault]) => isFault)?.[1];
  if (fault !== undefined)
    throw new RasterRefusal(`Its colours are files of their own that do not fit together: ${fault}.`, REMEDY);
}

function isSamePlace({ affine: one, samples }: OpenImage, { affine: other }: OpenImage): boolean {
  const pixel = Math.sqrt(Math.abs(one.a * one.e - one.b * one.d));
  const corners = [
    [0, 0],
    [samples.width, 0],
    [0, samples.height],
  ] as const;
  return corners.every(([column, row]) => {
    const dx = (one.a - other.a) * column + (one.b - other.b) * row + one.c - other.c;
    const dy = (one.d - other.d) * column + (one.e - other.e) * row + one.f - other.f;
    return Math.hypot(dx, dy) <= MOST_APART * pixel;
  });
}

function joined(red: OpenImage, others: readonly OpenImage[]): Omit<OpenImage, "close"> {
  const all = [red, ...others];
  return {
    ...red,
    path: null,
    directory: withoutNames(red.directory),
    samples: {
      ...red.samples,
      bands: 3,
      photometric: 2,
      async readBlock(column, row) {
        const planes = await Promise.all(all.map(({ samples }) => samples.readBlock(column, row)));
        const present = planes.filter((plane) => plane !== null);
        // Where one colour was never written there is nothing to see.
        return present.length < all.length ? null : interleave(present, red.samples.sampleType);
      },
    },
    didWhat: [...red.didWhat, "Composed red, green and blue of three files of one grid."],
  };
}

/** The red file's notes call its only band grey; as a part of this image it is not. */
function withoutNames(directory: TiffDirectory): TiffDirectory {
  return {
    ...directory,
    text: (tag) => (tag === TAG.gdalMetadata ? Promise.resolve("") : directory.text(tag)),
    numbers: (tag, most) => (tag === TAG.extraSamples ? Promise.resolve([]) : directory.numbers(tag, most)),
  };
}
