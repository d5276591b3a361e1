import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { outbox } from "../device-outbox.ts";

/** What this device still keeps: answers on their way, and answers the server would not take. */
export function OutboxNote() {
  const { t } = useTranslation("tagging");
  const { waiting, refused, link } = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  const votes = waiting.filter(({ vote }) => vote !== null).length;
  return (
    <output className="outbox-note">
      {link !== "ok" && votes > 0 && <span>{t("outbox.waiting", { count: votes })}</span>}
      {refused.length > 0 && <span>{t("outbox.refused", { count: refused.length })}</span>}
    </output>
  );
}
