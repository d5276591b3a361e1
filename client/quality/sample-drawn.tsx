import { useTranslation } from "react-i18next";
import type { Sample } from "../../shared/samples.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";

/** Who drew a sample, when, and from which seed, so that it can be drawn again. */
export function SampleDrawn({ sample: { drawnBy, drawnAt, seed } }: { sample: Sample }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  return t("sample.drawn", {
    by: isolated(drawnBy),
    at: isolated(format.moment(drawnAt, "minute")),
    seed: format.number(seed),
  });
}
