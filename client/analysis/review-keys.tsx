import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { useFormat } from "../i18n/format.ts";

/** Which keys decide, for whoever has fifty buildings before them. */
export function ReviewKeys({ campaign: { asks, scale } }: { campaign: Campaign }) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const last = Math.min(9, scale.classes.length);
  const rows: readonly [string[], string][] = [
    ...(asks.class
      ? [[[`${format.number(1)}…${format.number(last)}`], t("review.keysClass")] as [string[], string]]
      : []),
    [["←", "→"], t("review.keysScene")],
    ...(asks.window ? [[["[", "]"], t("review.keysMarks")] as [string[], string]] : []),
    [["Enter"], t("review.keysSave")],
    [["N"], t("review.nextKey")],
    [["P"], t("review.previousKey")],
    [["Z"], t("review.keysUndo")],
  ];
  return (
    <details className="review-keys">
      <summary>{t("review.keys")}</summary>
      <dl>
        {rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
