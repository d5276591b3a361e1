import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";

/** See and take away everything that is held, and leave. */
export function MyData({ canLeave, onLeft }: { canLeave: boolean; onLeft: () => void }) {
  const { t } = useTranslation("me");
  const [isLeaving, setIsLeaving] = useState(false);
  return (
    <section className="panel">
      <h2>{t("data.title")}</h2>
      <p>{t("data.text")}</p>
      <div>
        <a className="button button-plain button-m" href="/api/v1/me/data" download="aftermap-my-data.json">
          <Download size={18} aria-hidden="true" />
          {t("data.download")}
        </a>
      </div>
      {canLeave && (
        <>
          <h3>{t("leave.title")}</h3>
          <p>{t("leave.text")}</p>
          <div>
            <Button tone="danger" onClick={() => setIsLeaving(true)}>
              {t("leave.open")}
            </Button>
          </div>
        </>
      )}
      {isLeaving && <LeaveDialog onClose={() => setIsLeaving(false)} onLeft={onLeft} />}
    </section>
  );
}
