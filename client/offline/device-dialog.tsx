import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { bytesIn } from "../ui/bytes.ts";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { saveData, useDataSaver } from "./data-saver.ts";
import { KeptAnswers } from "./kept-answers.tsx";
import { PackWork } from "./pack-work.tsx";
import { usePictureBytes } from "./picture-bytes.ts";
import { TaskCost } from "./task-cost.tsx";
import "./device-dialog.css";

/** What this device keeps for a volunteer, and how much it fetches. */
export function DeviceDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t, i18n } = useTranslation("device");
  const isSaving = useDataSaver();
  const bytes = usePictureBytes();
  return (
    <ModalDialog title={t("title")} onClose={onClose}>
      <PackWork campaign={campaign} />
      <section className="device-part">
        <h3>{t("saver.title")}</h3>
        <label className="switch">
          <input type="checkbox" checked={isSaving} onChange={(event) => saveData(event.target.checked)} />
          {t("saver.switch")}
        </label>
        <p className="quiet">{t("saver.text")}</p>
        <TaskCost isSaving={isSaving} />
        <p className="quiet">{t("saver.used", { size: bytesIn(i18n.language, bytes) })}</p>
      </section>
      <KeptAnswers />
    </ModalDialog>
  );
}
