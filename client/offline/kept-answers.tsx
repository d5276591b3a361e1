import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { outbox } from "../device-outbox.ts";
import { Button } from "../ui/button.tsx";

/** The answers that this device keeps, each kind with what will become of it, and a way to take them away. */
export function KeptAnswers() {
  const { t } = useTranslation("device");
  const { waiting, stranded, refused, fleeting } = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  const votes = waiting.filter(({ vote }) => vote !== null);
  const others = stranded.filter(({ vote }) => vote !== null);
  const kept = [...votes, ...others, ...refused];
  return (
    <section className="device-part">
      <h3>{t("kept.title")}</h3>
      {kept.length === 0 && <p className="quiet">{t("kept.none")}</p>}
      <ul>
        {votes.length > 0 && <li>{t("kept.waiting", { count: votes.length })}</li>}
        {others.length > 0 && <li>{t("kept.stranded", { count: others.length })}</li>}
        {refused.length > 0 && <li>{t("kept.refused", { count: refused.length })}</li>}
        {fleeting > 0 && <li className="warning">{t("kept.fleeting", { count: fleeting })}</li>}
      </ul>
      {kept.length > 0 && (
        <div className="notice-actions">
          {votes.length > 0 && <Button onClick={outbox.resume}>{t("kept.send")}</Button>}
          <Button onClick={() => saveAsFile(kept)}>{t("kept.export")}</Button>
        </div>
      )}
    </section>
  );
}

/** Gives the answers as a JSON file: what the server will not take can still be handed to somebody. */
function saveAsFile(kept: readonly unknown[]): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "aftermap-answers.json";
  link.click();
  URL.revokeObjectURL(url);
}
