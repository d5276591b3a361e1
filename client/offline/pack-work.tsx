import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { bytesIn } from "../ui/bytes.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { useRoomLeft } from "./storage-room.ts";
import { CAN_KEEP_TILES } from "./tile-store.ts";
import { useOnBoard, usePacking } from "./use-packing.ts";

const CHOICES = [10, 25, 50, 100] as const;
/** A building's pictures on one date, bytes: a tile or two of 512 pixels. What packing measures replaces it. */
const USUAL_BYTES_PER_SCENE = 45_000;

/** Puts buildings with all their pictures on this device, before the network is gone. */
export function PackWork({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("device");
  const onBoard = useOnBoard(campaign.slug);
  const room = useRoomLeft();
  const [count, setCount] = useState<number>(CHOICES[1]);
  const { wanted, packing, end, fault, pack, stop } = usePacking(campaign);
  const size = (bytes: number) => bytesIn(i18n.language, bytes);
  const needed = (buildings: number) =>
    Math.max(0, buildings - onBoard) * campaign.scenes.length * USUAL_BYTES_PER_SCENE;
  const hasRoom = room === null || needed(count) < room;
  const done = t("pack.progress", {
    count: packing.buildings,
    wanted: wanted ?? count,
    size: size(packing.bytes),
  });

  if (!CAN_KEEP_TILES) return <p className="quiet">{t("pack.impossible")}</p>;
  return (
    <section className="device-part">
      <h3>{t("pack.title")}</h3>
      <p className="quiet">{t("pack.text")}</p>
      <p className="on-board" data-some={onBoard > 0}>
        {t("pack.onBoard", { count: onBoard })}
      </p>
      {wanted === null ? (
        <>
          <fieldset className="pack-choices">
            <legend className="visually-hidden">{t("pack.howMany")}</legend>
            {CHOICES.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name="pack"
                  checked={choice === count}
                  onChange={() => setCount(choice)}
                />
                <strong>{choice.toLocaleString(i18n.language)}</strong>
                <span>{t("pack.about", { size: size(needed(choice)) })}</span>
              </label>
            ))}
          </fieldset>
          {!hasRoom && <p className="warning">{t("pack.noRoom", { size: size(room ?? 0) })}</p>}
          <Button tone="primary" disabled={!hasRoom || onBoard >= count} onClick={() => pack(count)}>
            {t("pack.start")}
          </Button>
        </>
      ) : (
        <>
          <ProgressBar label={t("pack.title")} share={Math.min(1, packing.buildings / wanted)} text={done} />
          <Button onClick={stop}>{t("pack.stop")}</Button>
        </>
      )}
      <output className="quiet">{wanted !== null ? done : end === null ? null : t(`pack.end.${end}`)}</output>
      {fault !== null && <Problem fault={fault} onRetry={() => pack(count)} />}
    </section>
  );
}
