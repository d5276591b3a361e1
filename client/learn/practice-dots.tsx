import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { resultsOf, type Round } from "./practice-steps.ts";

/** A dot for each building of a round: how it went, which one is on screen. Shape tells it, not only colour. */
export function PracticeDots({ round }: { round: Round }) {
  const { t } = useTranslation("learn");
  const format = useFormat();
  const results = resultsOf(round);
  const current = round.steps[round.at]?.unit.key;
  const place = results.findIndex(({ key }) => key === current) + 1;
  return (
    <div className="dots">
      <span className="quiet">
        {t("practice.place", { place: format.number(place), count: format.number(results.length) })}
      </span>
      <ol>
        {results.map(({ key, likeness }) => {
          const state = likeness ?? (key === current ? "current" : "ahead");
          return (
            <li key={key} data-state={state} aria-current={key === current ? "step" : undefined}>
              <span className="visually-hidden">{t(`practice.dot.${state}`)}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
