import { expect, it } from "vitest";
import { keyName } from "../../../client/tagging/use-keys.ts";

it.each([
  [{ key: "s", code: "KeyS" }, "s"],
  [{ key: "S", code: "KeyS" }, "s"],
  [{ key: "س", code: "KeyS" }, "s"],
  [{ key: "[", code: "BracketLeft" }, "["],
  [{ key: "ج", code: "BracketLeft" }, "["],
  [{ key: "&", code: "Digit1" }, "1"],
  [{ key: "٣", code: "Digit3" }, "3"],
  [{ key: "1", code: "Numpad1" }, "1"],
  [{ key: "Enter", code: "NumpadEnter" }, "Enter"],
  [{ key: " ", code: "Space" }, " "],
])("reads %o as %s on any keyboard", (event, name) => {
  expect(keyName(event)).toBe(name);
});
