import { Download } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";

// Fetched when first opened: the first building should not wait for it.
const DeviceDialog = lazy(async () => ({ default: (await import("./device-dialog.tsx")).DeviceDialog }));

/** Opens what this device keeps: work to take along, saving data, answers that wait. */
export function DeviceButton({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("tagging");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="tool"
        aria-label={t("device.open")}
        title={t("device.open")}
        aria-haspopup="dialog"
        onClick={(event) => {
          // Pressed with mouse or finger it gives the keyboard back, or Enter would open it again instead of submitting.
          if (event.detail > 0) event.currentTarget.blur();
          setIsOpen(true);
        }}
      >
        <Download size={20} aria-hidden="true" />
      </button>
      {isOpen && (
        <Suspense>
          <DeviceDialog campaign={campaign} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
