import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";

/** Who decided something of a building, and when. */
export function ReviewedBy({ reviewer, at }: { reviewer: string; at: string }) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  return t("building.reviewedBy", {
    reviewer: isolated(reviewer),
    at: isolated(format.moment(at, "minute")),
  });
}
