import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { outbox } from "../device-outbox.ts";
import { useOnBoard } from "../offline/use-packing.ts";

/** What this device still keeps: work taken along, answers on their way, and answers that cannot be sent now. */
export function OutboxNote() {
  const { t } = useTranslation("tagging");
  const { slug = "" } = useParams();
  const { waiting, stranded, refused, fleeting, link } = useSyncExternalStore(
    outbox.subscribe,
    outbox.snapshot,
  );
  const onBoard = useOnBoard(slug);
  const votes = waiting.filter(({ vote }) => vote !== null).length;
  return (
    <output className="outbox-note">
      {onBoard > 0 && <span data-tone="good">{t("outbox.onBoard", { count: onBoard })}</span>}
      {link !== "ok" && votes > 0 && <span>{t("outbox.waiting", { count: votes })}</span>}
      {fleeting > 0 && <span>{t("outbox.fleeting", { count: fleeting })}</span>}
      {stranded.length > 0 && <span>{t("outbox.stranded", { count: stranded.length })}</span>}
      {refused.length > 0 && <span>{t("outbox.refused", { count: refused.length })}</span>}
    </output>
  );
}
