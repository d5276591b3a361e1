import { useTranslation } from "react-i18next";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { CERTAINTY_STEPS } from "../../shared/certainty.ts";
import { changed, toggled, WITHOUT_CLASS } from "./filter.ts";
import type { LegendProps } from "./legend.tsx";
import { CERTAINTY_COLOURS, INTACT_COLOUR, windowColour } from "./looks.ts";

/** The classes of the scale, with their signs. */
export function ClassKey({ campaign, summary, view, onChange }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const looks = classLooks(campaign.scale.classes);
  const codes = [...campaign.scale.classes.map(({ code }) => code), WITHOUT_CLASS];
  return (
    <ul className="legend-rows" aria-label={t("legend.class")}>
      {codes.map((code) => {
        const isOn = view.filter.finalClass?.includes(code) === true;
        return (
          <li key={code}>
            <button
              type="button"
              aria-pressed={isOn}
              onClick={() =>
                onChange({
                  filter: changed(view.filter, { finalClass: toggled(view.filter.finalClass, code) }),
                })
              }
            >
              <ClassSign look={looks.get(code) ?? UNKNOWN_LOOK} />
              <span>{code === WITHOUT_CLASS ? t("legend.noClass") : labelOf(code)}</span>
              <span className="legend-count">
                {summary === null ? "" : format.number(summary.others.classes[code] ?? 0)}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The intervals in which buildings were damaged, numbered as on the map. */
export function WindowKey({ timeline, view, onChange }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const { scenes } = timeline;
  return (
    <div className="window-key">
      <p className="quiet">{t("legend.damagedBy")}</p>
      <ol>
        {scenes.map((scene, index) => {
          const isOn =
            view.filter.damagedFrom === scene.acquiredAt && view.filter.damagedTo === scene.acquiredAt;
          const when = isOn ? undefined : scene.acquiredAt;
          return (
            <li key={scene.id}>
              <button
                type="button"
                aria-pressed={isOn}
                onClick={() =>
                  onChange({ filter: changed(view.filter, { damagedFrom: when, damagedTo: when }) })
                }
              >
                <i style={{ background: windowColour(index, scenes.length) }} aria-hidden="true" />
                <span className="window-key-number">{format.number(index + 1)}</span>
                <span>
                  {index === 0
                    ? t("window.beforeShort", { date: format.shortDate(scene.acquiredAt) })
                    : format.shortDate(scene.acquiredAt)}
                </span>
              </button>
            </li>
          );
        })}
        <li>
          <ClassSign look={{ colour: INTACT_COLOUR, shape: "ring" }} />
          <span className="window-key-wide">{t("window.intact")}</span>
        </li>
        <li>
          <ClassSign look={UNKNOWN_LOOK} />
          <span className="window-key-wide">{t("legend.noClass")}</span>
        </li>
      </ol>
    </div>
  );
}

/** Steps of certainty, the most certain first. */
export function CertaintyKey({ summary, view, onChange }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const counts = summary?.certainty ?? CERTAINTY_COLOURS.map(() => 0);
  const nameOf = (step: number) => {
    const [from, to] = [CERTAINTY_STEPS[step - 1], CERTAINTY_STEPS[step]];
    if (from === undefined) return t("legend.below", { share: format.percent(to ?? 1) });
    if (to === undefined) return t("legend.atLeast", { share: format.percent(from) });
    return t("legend.between", { from: format.percent(from), to: format.percent(to) });
  };
  const rows = counts.map((count, step) => {
    // The steps above are sure enough too: a row is a switch for "at least this".
    const from = CERTAINTY_STEPS[step - 1];
    const isOn = from !== undefined && view.filter.minProbability === from;
    return (
      <li key={CERTAINTY_COLOURS[step]}>
        <button
          type="button"
          aria-pressed={isOn}
          onClick={() =>
            onChange({ filter: changed(view.filter, { minProbability: isOn ? undefined : from }) })
          }
        >
          <i className="swatch" style={{ background: CERTAINTY_COLOURS[step] }} aria-hidden="true" />
          <span>{nameOf(step)}</span>
          <span className="legend-count">{format.number(count)}</span>
        </button>
      </li>
    );
  });
  return (
    <ul className="legend-rows" aria-label={t("legend.certainty")}>
      {rows.toReversed()}
    </ul>
  );
}
