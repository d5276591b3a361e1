import { describe, expect, it } from "vitest";
import {
  EMPTY_DRAFT,
  readDraft,
  suggestSlug,
  type CampaignDraft,
} from "../../../client/admin/campaign-draft.ts";
import { dateOptions } from "../../../client/admin/file-dates.tsx";
import { errorAt, errorsFrom } from "../../../client/admin/form-errors.ts";
import { ApiProblem } from "../../../client/api.ts";

const aDraft = (given: Partial<CampaignDraft> = {}): CampaignDraft => ({
  ...EMPTY_DRAFT,
  title: { en: "Raqqa 2017" },
  ...given,
});

function errorsOfDraft(draft: CampaignDraft) {
  const read = readDraft(draft);
  return "errors" in read ? read.errors : new Map<string, string>();
}

describe("the form of a new campaign", () => {
  it("gives the server exactly what its schema takes, with minutes and percent turned into its units", () => {
    const read = readDraft(
      aDraft({ languages: ["en", "ar"], title: { en: " Raqqa 2017 ", ar: "الرقة" }, secondReview: true }),
    );
    expect(read).toMatchObject({
      campaign: {
        slug: "raqqa-2017",
        title: { en: "Raqqa 2017", ar: "الرقة" },
        scale: "unosat",
        redundancy: { min: 5, cap: 30, certainty: 0.95 },
        leaseSeconds: 1800,
        languages: ["en", "ar"],
        secondReview: true,
      },
    });
  });

  it("leaves out texts of languages that were taken back", () => {
    const read = readDraft(aDraft({ title: { en: "Raqqa", fr: "Raqqa" }, languages: ["en"] }));
    expect("campaign" in read && read.campaign.title).toEqual({ en: "Raqqa" });
  });

  it("says at each field what is wrong with it", () => {
    const errors = errorsOfDraft(
      aDraft({
        title: {},
        slug: "A b",
        min: "9",
        cap: "4",
        asks: { class: false, window: false },
        area: "{}",
      }),
    );
    for (const path of ["title", "slug", "redundancy.cap", "asks", "area"]) {
      expect(errorAt(errors, path), path).toBeDefined();
    }
    expect(errorAt(errors, "leaseSeconds")).toBeUndefined();
  });

  it("finds the class of an own scale that is wrong", () => {
    const ownClasses = [
      { key: "a", code: "gone", label: { en: "Gone" }, isDamaged: true },
      { key: "b", code: "not ok", label: { en: "Fine" }, isDamaged: false },
    ];
    const errors = errorsOfDraft(aDraft({ scale: "own", ownName: "Ours", ownClasses }));
    expect(errorAt(errors, "scale.classes.1")).toBeDefined();
    expect(errorAt(errors, "scale.classes.0")).toBeUndefined();
  });

  it("reads an area from a polygon, a feature or a collection of one", () => {
    const polygon = {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    };
    const feature = { type: "Feature", properties: {}, geometry: polygon };
    const collection = { type: "FeatureCollection", features: [feature] };
    for (const given of [polygon, feature, collection]) {
      const read = readDraft(aDraft({ area: JSON.stringify(given) }));
      expect("campaign" in read && read.campaign.area).toEqual(polygon);
    }
    expect(errorAt(errorsOfDraft(aDraft({ area: "[1" })), "area")).toBeDefined();
  });

  it("puts the server's complaints at their fields too", () => {
    const fault = new ApiProblem("already_exists", 409, "Taken", {
      errors: [{ path: "slug", message: "taken" }],
    });
    expect(errorAt(errorsFrom(fault), "slug")).toBe("taken");
    expect(errorsFrom(new Error("other")).size).toBe(0);
  });
});

describe("the suggested address", () => {
  it.each([
    ["Raqqa 2017: which buildings, and when", "raqqa-2017-which-buildings-and-when"],
    ["  Été à Gaza!  ", "ete-a-gaza"],
    ["الرقة", ""],
    ["x".repeat(80), "x".repeat(64)],
  ])("of %j is %j", (title, slug) => {
    expect(suggestSlug(title)).toBe(slug);
  });
});

describe("dates stated for files", () => {
  it("keep a day a day and take a time as UTC; unfinished rows are left out", () => {
    const options = dateOptions([
      { key: "1", name: "a.tif", date: "2017-06-03" },
      { key: "2", name: "b.tif", date: "2017-06-11", time: "08:21" },
      { key: "3", name: "", date: "2017-06-12" },
      { key: "4", name: "c.tif", date: "" },
    ]);
    expect(options).toEqual({ acquiredAt: { "a.tif": "2017-06-03", "b.tif": "2017-06-11T08:21:00Z" } });
  });
});
