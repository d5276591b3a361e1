import { AppError } from "../../shared/errors.ts";
import { WITHOUT_CLASS } from "../../shared/finding-filter.ts";
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { AnyFilter } from "./filter.sql.ts";

/** @param at where the filter stands in the input, such as `filter.` @throws AppError `invalid_input` */
export function refuseUnknownClasses({ scale }: CampaignRow, filter: AnyFilter, at = ""): void {
  const codes = scale.classes.map(({ code }) => code);
  const refuse = (path: string, allowed: readonly string[]) => {
    const errors = [{ path: `${at}${path}`, message: `use one of ${allowed.join(", ")}` }];
    throw new AppError("invalid_input", "There is no such class in this campaign's scale", { errors });
  };
  const classes = filter.class === undefined ? [] : [filter.class].flat();
  if (!classes.every((code) => codes.includes(code))) refuse("class", codes);
  const standing = [...codes, WITHOUT_CLASS];
  if (filter.finalClass?.every((code) => standing.includes(code)) === false) refuse("finalClass", standing);
}
