import { useTranslation } from "react-i18next";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { matchesFilter, WITHOUT_CLASS } from "./filter.ts";
import type { LegendProps } from "./legend.tsx";
import { CERTAINTY_COLOURS, INTACT_COLOUR, windowColour } from "./looks.ts";
import { CERTAINTY_STEPS, countByCertainty, countByClass } from "./statistics.ts";

/** The classes of the scale, with their signs. */
export function ClassKey({ campaign, buildings, view, onChange }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const looks = classLooks(campaign.scale.classes);
  const others = { ...view.filter, class: null };
  const counts = countByClass(buildings.filter((one) => matchesFilter(one, others, campaign.asks)));
  const codes = [...campaign.scale.classes.map(({ code }) => code), WITHOUT_CLASS];
  return (
    <ul className="legend-rows" aria-label={t("legend.class")}>
      {codes.map((code) => {
        const isOn = view.filter.class === code;
        return (
          <li key={code}>
            <button
              type="button"
              aria-pressed={isOn}
              onClick={() => onChange({ filter: { ...view.filter, class: isOn ? null : code } })}
            >
              <ClassSign look={looks.get(code) ?? UNKNOWN_LOOK} />
              <span>{code === WITHOUT_CLASS ? t("legend.noClass") : labelOf(code)}</span>
              <span className="legend-count">{format.number(counts.get(code) ?? 0)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The intervals in which buildings were damaged, numbered as on the map. */
export function WindowKey({ timeline }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const { scenes } = timeline;
  return (
    <div className="window-key">
      <p className="quiet">{t("legend.damagedBy")}</p>
      <ol>
        {scenes.map((scene, index) => (
          <li key={scene.id}>
            <i style={{ background: windowColour(index, scenes.length) }} aria-hidden="true" />
            <span className="window-key-number">{format.number(index + 1)}</span>
            <span>
              {index === 0
                ? t("window.beforeShort", { date: format.shortDate(scene.acquiredAt) })
                : format.shortDate(scene.acquiredAt)}
            </span>
          </li>
        ))}
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
export function CertaintyKey({ campaign, buildings, view }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const counts = countByCertainty(
    buildings.filter((one) => matchesFilter(one, view.filter, campaign.asks)),
    campaign.asks,
  );
  const nameOf = (step: number) => {
    const [from, to] = [CERTAINTY_STEPS[step - 1], CERTAINTY_STEPS[step]];
    if (from === undefined) return t("legend.below", { share: format.percent(to ?? 1) });
    if (to === undefined) return t("legend.atLeast", { share: format.percent(from) });
    return t("legend.between", { from: format.percent(from), to: format.percent(to) });
  };
  const rows = counts.map((count, step) => (
    <li key={CERTAINTY_COLOURS[step]} className="legend-row">
      <i className="swatch" style={{ background: CERTAINTY_COLOURS[step] }} aria-hidden="true" />
      <span>{nameOf(step)}</span>
      <span className="legend-count">{format.number(count)}</span>
    </li>
  ));
  return (
    <ul className="legend-rows" aria-label={t("legend.certainty")}>
      {rows.toReversed()}
    </ul>
  );
}
