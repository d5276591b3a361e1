import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { Notice } from "../ui/notice.tsx";
import { wilsonInterval } from "./wilson.ts";

/** With as many, the 95 % range of a share of .8 spans 22 points: the least at which a figure says something. */
export const ENOUGH_GOLD = 50;

/** Says how little a share of so few buildings means; nothing once there are enough. */
export function FewGold({ share, buildings }: { share: number; buildings: number }) {
  const { t } = useTranslation("quality");
  const range = useShareRange(share, buildings);
  if (buildings >= ENOUGH_GOLD) return null;
  return (
    <Notice title={t("gold.fewTitle", { count: buildings })}>
      {t("gold.fewText", { ...range, wanted: ENOUGH_GOLD })}
    </Notice>
  );
}

type HeadFigureProps = { name: string; text: string; share: number; buildings: number };

/** The figure that one is asked for first, with the range in which it truly lies. */
export function HeadFigure({ name, text, share, buildings }: HeadFigureProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const range = useShareRange(share, buildings);
  return (
    <>
      <p className="gold-accuracy">
        <span>{name}</span>
        <strong>{format.percent(share)}</strong>
        <span className="quiet">{t("gold.range", range)}</span>
        <span className="quiet">{t("gold.measured", { count: buildings })}</span>
      </p>
      <p>{text}</p>
    </>
  );
}

function useShareRange(share: number, buildings: number): { low: string; high: string } {
  const format = useFormat();
  const { low, high } = wilsonInterval(share * buildings, buildings);
  return { low: format.percent(low), high: format.percent(high) };
}
