import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquisitionFromName, acquisitionFromTag } from "../../../core/imagery/raster/acquisition.ts";

const NOW = new Date("2026-11-21T00:00:00Z");

describe("the date in a file's name", () => {
  it.each([
    ["20170611.tif", "2017-06-11T00:00:00Z", "day"],
    ["raqqa_2017-06-11.tiff", "2017-06-11T00:00:00Z", "day"],
    ["2017_06_11 raqqa.tif", "2017-06-11T00:00:00Z", "day"],
    ["20170611_0812.tif", "2017-06-11T08:12:00Z", "minute"],
    ["20170611_081233.tif", "2017-06-11T08:12:33Z", "second"],
    ["20170611T081233.tif", "2017-06-11T08:12:33Z", "second"],
    ["20170611T081233Z_ortho.tif", "2017-06-11T08:12:33Z", "second"],
    ["2017-06-11T08:12:33Z.tif", "2017-06-11T08:12:33Z", "second"],
    ["m_4709963_se_14_1_20090818.tif", "2009-08-18T00:00:00Z", "day"],
    ["20200531_101853_1040_3B_AnalyticMS.tif", "2020-05-31T10:18:53Z", "second"],
    ["17JUN11081233-M1BS-012345678010_01_P001.TIF", "2017-06-11T08:12:33Z", "second"],
    ["103001005E4E8500_20170611.tif", "2017-06-11T00:00:00Z", "day"],
    ["S2A_MSIL1C_20170611T081233_N0205_R035_T37SDA_20170611T101234.tif", "2017-06-11T08:12:33Z", "second"],
    ["/data/20150101/20170611.tif", "2017-06-11T00:00:00Z", "day"],
  ])("is found in %s", (name, acquiredAt, precision) => {
    expect(acquisitionFromName(name, NOW)).toEqual({ acquiredAt, precision });
  });

  it.each([
    ["an impossible day", "20170230.tif"],
    ["an impossible month", "20171331.tif"],
    ["an order number", "1040050034A0F100.tif"],
    ["a longer number", "123420170611.tif"],
    ["a count", "12345678.tif"],
    ["a year before satellites", "19170611.tif"],
    ["the future", "29900101.tif"],
    ["two days that contradict each other", "LC08_L1TP_007066_20170611_20170627_01_T1.tif"],
    ["no number at all", "raqqa.tif"],
  ])("is not made out of %s", (_, name) => {
    expect(acquisitionFromName(name, NOW)).toBeNull();
  });

  it("keeps the day when what follows cannot be a time", () => {
    expect(acquisitionFromName("20170611_996102.tif", NOW)?.precision).toBe("day");
  });

  it("comes back as it was written, for every moment and every way of writing it", () => {
    const moment = fc.date({ min: new Date("1980-01-01"), max: new Date("2026-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom("", "-", "_"), fc.constantFrom("T", "_", "-"), (at, dash, join) => {
        const iso = at.toISOString();
        const day = iso.slice(0, 10).replaceAll("-", dash);
        const time = iso.slice(11, 19).replaceAll(":", "");
        const expected = { acquiredAt: `${iso.slice(0, 19)}Z`, precision: "second" };
        expect(acquisitionFromName(`scene ${day}${join}${time}.tif`, NOW)).toEqual(expected);
      }),
    );
  });

  it("is never guessed out of nothing: whatever the name, the answer is null or a moment up to now", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (name) => {
        const found = acquisitionFromName(name, NOW);
        if (found === null) return;
        expect(new Date(found.acquiredAt).getTime()).toBeLessThanOrEqual(NOW.getTime() + 86_400_000);
        expect(found.acquiredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("TIFFTAG_DATETIME", () => {
  it("is read as UTC", () => {
    const expected = { acquiredAt: "2009-09-19T10:08:05Z", precision: "second" };
    expect(acquisitionFromTag("2009:09:19 10:08:05", NOW)).toEqual(expected);
  });

  it("is left aside when it is no possible moment", () => {
    expect(acquisitionFromTag("2009:02:30 10:08:05", NOW)).toBeNull();
    expect(acquisitionFromTag("yesterday", NOW)).toBeNull();
  });
});
