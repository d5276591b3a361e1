import { AppError } from "../../../shared/errors.ts";
import { storableText } from "../../../shared/text.ts";

/** Why a file of footprints is not taken, and how to mend it. */
export class FileRefusal extends AppError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super("invalid_input", message, options);
    this.name = "FileRefusal";
  }
}

/** A table in which no column holds a place by its name: the admin may say which do. */
export class PlaceRefusal extends FileRefusal {
  readonly columns: readonly { name: string; samples: string[] }[];

  constructor(message: string, columns: readonly { name: string; samples: string[] }[]) {
    super(message);
    this.name = "PlaceRefusal";
    this.columns = columns;
  }
}

/** A quotation from a file, short enough to be read and free of control characters. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must not reach a log or a screen
  const clean = storableText(text, 1_000)
    .replaceAll(/[\u0000-\u001f\u007f]/g, " ")
    .trim();
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
