import { useTranslation } from "react-i18next";
import type { SceneOffset, SceneOffsetDecision } from "../../../shared/scenes.ts";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../ui/button.tsx";
import { isSamePlace } from "./offsets.ts";

type OffsetHistoryProps = {
  decisions: readonly SceneOffsetDecision[];
  draft: SceneOffset;
  onUse: (offset: SceneOffset) => void;
};

const WHERE_THE_FILE_SAYS: SceneOffset = { eastMetres: 0, northMetres: 0 };

/** Every decision, the newest first, down to the file's own word: each can be taken up again. */
export function OffsetHistory({ decisions, draft, onUse }: OffsetHistoryProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const rows = [
    ...decisions.flatMap(({ id, building, eastMetres, northMetres, ...decided }) => {
      if (building !== null || eastMetres === null || northMetres === null) return [];
      const when = format.moment(decided.decidedAt, "minute");
      const who = t("registration.decided", { who: decided.decidedBy ?? "–", when });
      return [{ key: String(id), offset: { eastMetres, northMetres }, who }];
    }),
    { key: "file", offset: WHERE_THE_FILE_SAYS, who: t("registration.asFile") },
  ];
  return (
    <section className="registration-history">
      <h2>{t("registration.history")}</h2>
      <ol>
        {rows.map(({ key, offset, who }) => {
          const place = t("registration.place", {
            east: format.number(offset.eastMetres),
            north: format.number(offset.northMetres),
          });
          return (
            <li key={key}>
              <span>
                <strong>{place}</strong>
                <span className="quiet">
                  <bdi>{who}</bdi>
                </span>
              </span>
              <Button
                tone="quiet"
                aria-label={t("registration.useThis", { place })}
                disabled={isSamePlace(offset, draft)}
                onClick={() => onUse(offset)}
              >
                {t("registration.use")}
              </Button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
