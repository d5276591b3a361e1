import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bytesIn } from "../ui/bytes.ts";
import { bytesPerTask, readTaskBytes } from "./task-bytes.ts";

/** What a building's pictures cost on this device, as measured here, and what they would with saving switched over. */
export function TaskCost({ isSaving }: { isSaving: boolean }) {
  const { t, i18n } = useTranslation("device");
  const [measured] = useState(readTaskBytes);
  const now = bytesPerTask(measured, isSaving);
  const otherwise = bytesPerTask(measured, !isSaving);
  const size = (bytes: number) => bytesIn(i18n.language, bytes);
  if (now === null || otherwise === null) return <p className="quiet">{t("saver.unmeasured")}</p>;
  return (
    <p className="task-cost">
      <strong>{t("saver.perTask", { size: size(now) })}</strong>{" "}
      <span className="quiet">
        {t(isSaving ? "saver.withoutIt" : "saver.withIt", { size: size(otherwise) })} {t("saver.measured")}
      </span>
    </p>
  );
}
