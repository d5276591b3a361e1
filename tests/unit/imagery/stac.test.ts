import { expect, it } from "vitest";
import { AppError } from "../../../shared/errors.ts";
import { walkStac } from "../../../core/imagery/stac/walk.ts";

const refuse = async () => {
  throw new AppError("invalid_input", "It is not fetched");
};

it("is not held up by what a hostile document writes in place of an address", async () => {
  const slashes = "/".repeat(2_000_000);
  const links = [`ftp://${slashes}a.json`, `ftp://x${slashes}`, "?".repeat(1_000_000)].map((href) => ({
    rel: "item",
    href,
  }));
  const document = { type: "Collection", stac_version: "1.0.0", id: "c", license: "x", links };
  const { refused } = await walkStac("https://example.org/c.json", document, refuse, refuse);
  expect(refused.map(({ name }) => name)).toEqual(["a.json", "x", ""]);
});
