import { AppError } from "../../../shared/errors.ts";
import { withRemedy } from "../../../shared/refusals.ts";

/** Why an image is not taken, and what the admin can do about it. `file` stands for the file's name in remedies. */
export class RasterRefusal extends AppError {
  /** GDAL reads this where we do not: worth a try when its programs are installed. */
  readonly gdalReadsIt: boolean;

  constructor(what: string, remedy: string | null, options: { gdalReadsIt?: boolean; cause?: unknown } = {}) {
    super("invalid_input", withRemedy(what, remedy), {
      cause: options.cause,
    });
    this.name = "RasterRefusal";
    this.gdalReadsIt = options.gdalReadsIt ?? false;
  }
}

/** Ways out that recur. Each is a command of GDAL, which every GIS person has. */
export const REMEDY = {
  reproject: "gdalwarp -t_srs EPSG:3857 -r cubic in.tif out.tif",
  eightBits: "gdal_translate -ot Byte -scale in.tif out.tif",
  recompress: "gdal_translate -co TILED=YES -co COMPRESS=DEFLATE in.tif out.tif",
  georeference: "gdal_translate -a_srs EPSG:… -a_ullr west north east south in.tif out.tif",
  colours: "gdal_translate -expand rgb in.tif out.tif, or give an RGB version",
} as const;
