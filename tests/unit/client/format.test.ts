import { describe, expect, it } from "vitest";
import { formatIn } from "../../../client/i18n/format.ts";
import { chooseLanguage } from "../../../client/i18n/words.ts";
import { daysBetween } from "../../../client/tagging/window-words.ts";

describe("dates and numbers", () => {
  it("do not repeat what the two ends of a window share", () => {
    const { span } = formatIn("en");
    expect(span("2017-06-03T08:00:00Z", "2017-06-11T08:00:00Z")).toEqual(["3", "11 June 2017"]);
    expect(span("2017-05-29T08:00:00Z", "2017-06-03T08:00:00Z")).toEqual(["29 May", "3 June 2017"]);
    expect(span("2016-12-29T00:00:00Z", "2017-01-03T00:00:00Z")).toEqual([
      "29 December 2016",
      "3 January 2017",
    ]);
  });

  it.each(["ar", "fr", "es"])("give both ends of a window in %s", (language) => {
    const [from, to] = formatIn(language).span("2017-06-03T00:00:00Z", "2017-06-11T00:00:00Z");
    expect(from).not.toBe("");
    expect(to.length).toBeGreaterThan(from.length);
  });

  it("are the scene's day in UTC, and its time only where it is known", () => {
    const { date, time } = formatIn("en");
    expect(date("2017-06-03T23:59:00Z")).toBe("3 June 2017");
    expect(time("2017-06-03T23:59:00Z", "minute")).toContain("23:59");
    expect(time("2017-06-03T00:00:00Z", "day")).toBe("");
  });

  it("count days of a window, at least one", () => {
    expect(daysBetween("2017-06-03T08:00:00Z", "2017-06-11T06:00:00Z")).toBe(8);
    expect(daysBetween("2017-06-03T08:00:00Z", "2017-06-03T11:00:00Z")).toBe(1);
  });
});

describe("Arabic", () => {
  it("is written with the digits 0–9, in numbers and in dates, whatever the browser would choose", () => {
    const { number, percent, date, time, span } = formatIn("ar");
    const instant = "2017-06-03T08:14:00Z";
    const written = [
      number(1234),
      percent(0.5),
      date(instant),
      time(instant, "minute"),
      ...span(instant, instant),
    ];
    for (const text of written) expect(text).toMatch(/[0-9]/);
    expect(written.join(" ")).not.toMatch(/[\u0660-\u0669]/);
  });
});

describe("the language", () => {
  it("is the one chosen before, else the browser's first that we speak, else English", () => {
    expect(chooseLanguage("fr", ["ar-SY"])).toBe("fr");
    expect(chooseLanguage(null, ["de-DE", "ar-SY", "en"])).toBe("ar");
    expect(chooseLanguage("xx", ["de"])).toBe("en");
  });
});
