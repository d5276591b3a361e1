import fc from "fast-check";
import { expect, it } from "vitest";
import { openLineReader } from "../../../core/consensus/finding-line.ts";
import { FINDINGS } from "../../../core/consensus/finding-stream.ts";
import { csvColumns, toLine } from "../../../core/exports/formats/csv.ts";
import { digits, LINES } from "../../../core/exports/finding-lines.ts";
import { SCENES, SNAPSHOT } from "../../integration/exports/findings.ts";

const classes = SNAPSHOT.classes.map(({ code }) => code);
const timeOf = (id: string | null | undefined) => SCENES.find((scene) => scene.id === id)?.acquiredAt ?? null;
const OUTLOOK: any = {
  frame: { classes, question: { classes: SNAPSHOT.classes } },
  time: timeOf,
  span: (from: string | null, to: string | null) => ({
    from: timeOf(from),
    to: timeOf(to),
    days: from && to ? 131.25 : null,
  }),
  scenesOf: () => SCENES.map(({ id }) => id),
  prior: { probability: 0.2, probabilities: classes.map(() => 0.2), intervals: [0.3, 0.3, 0.4] },
};

const POINT = { outline: '{"type": "Point", "coordinates": [39.10, 1e-9]}', middle: "[39.10, 1e-9]" };
const BOX = {
  outline: '{"type": "Polygon", "coordinates": [[[39, 36], [39.5, 36], [39.5, 36.25], [39, 36]]]}',
  middle: "(39.25,36.125)",
};
const share = fc.constantFrom("0", "1", "0.2", "1e-05", "0.333333333333333", "5e-324");
const scene = fc.constantFrom("", ...SCENES.map(({ id }) => id));
const review = {
  class: "destroyed",
  lastIntact: null,
  firstDamaged: SCENES[0]?.id,
  reason: '=HYPERLINK("x"), gone',
};

it("a line of the CSV file is, cell by cell, what its columns read from the finding", () => {
  const cells = fc.record({
    externalId: fc.oneof(
      fc.constant(null),
      fc.constantFrom("=1+1", 'a "b", c', "tab\there", "line\nend", ""),
      fc.string(),
    ),
    status: fc.constantFrom("open", "settled", "disputed", "reviewed"),
    class: fc.constantFrom("", ...classes),
    probability: fc.oneof(fc.constant(""), share),
    probabilities: fc.oneof(fc.constant(null), fc.array(share, { minLength: 5, maxLength: 5 })),
    window: fc.tuple(scene, scene, fc.oneof(fc.constant(""), share)),
    updatedAt: fc.constantFrom("", "2026-11-20 09:30:15.125999+00", "2026-11-20 11:30:15+02"),
    review: fc.constantFrom("", JSON.stringify(review)),
    marks: fc.constantFrom(
      "",
      "[]",
      '[{"kind": "cleared", "scene": null}, {"kind": "hit-again", "scene": null}]',
    ),
    place: fc.constantFrom(POINT, BOX),
  });
  fc.assert(
    fc.property(cells, (one) => {
      const { probabilities, window, externalId } = one;
      const words = (shape: string) =>
        [
          "019a0000-0000-7000-8000-000000000001",
          externalId === null ? "" : JSON.stringify(externalId),
          one.status,
          one.class,
          one.probability,
          probabilities === null ? "" : `{${probabilities.join()}}`,
          "",
          ...window,
          "3",
          "1",
          one.updatedAt,
          one.review,
          one.marks,
          shape,
        ].join("\t");
      const finding = FINDINGS.open(OUTLOOK)(openLineReader()(words(one.place.outline)));
      const meant = toLine(csvColumns(SNAPSHOT).map(({ read }) => read(finding)));
      expect(LINES.open(OUTLOOK)(openLineReader()(words(one.place.middle)))).toBe(meant);
    }),
    { numRuns: 300 },
  );
});

it("digits of doubles are JavaScript's, whichever way PostgreSQL writes them", () => {
  const texts = ["1e-05", "1e+15", "-0", "0.1", "38", "36.250", " -1.5e-07", "123456.789"];
  expect(texts.map(digits)).toEqual([
    "0.00001",
    "1000000000000000",
    "0",
    "0.1",
    "38",
    "36.25",
    "-1.5e-7",
    "123456.789",
  ]);
});
