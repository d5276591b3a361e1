import { z } from "zod";
import { AppError } from "../shared/errors.ts";

const Place = z.tuple([z.guid()]);

/** The cursor that names the place after this id, in a list ordered by id (ids rise with time). */
export function writeCursor(id: string | undefined): string | null {
  return id === undefined ? null : Buffer.from(JSON.stringify([id])).toString("base64url");
}

/** The id that a cursor names; null without one. @throws AppError `invalid_input` when it is none of ours */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  try {
    const parsed = Place.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (parsed.success) return parsed.data[0];
  } catch {
    // Not JSON: refused below like any other cursor that is not ours.
  }
  throw new AppError("invalid_input", "The cursor is not one that was given out", {
    errors: [{ path: "cursor", message: "use `next` of the page before, or leave it out" }],
  });
}
