import { Copy, Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";

type KeyDialogProps = { secret: string; pseudonym: string; onClose: () => void };

/** Shows a key this once, to be copied, printed or written down. */
export function KeyDialog({ secret, pseudonym, onClose }: KeyDialogProps) {
  const { t } = useTranslation("me");
  const [isCopied, setIsCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(secret);
    setIsCopied(true);
  }
  return (
    <ModalDialog title={t("key.shownTitle")} onClose={onClose}>
      <div className="key-shown">
        <p>{t("key.shownText")}</p>
        <p className="quiet key-print-only">
          Aftermap · {location.host} · {pseudonym}
        </p>
        <code className="key" dir="ltr" data-key>
          {secret}
        </code>
        <div className="notice-actions key-actions">
          <Button onClick={() => void copy().catch(() => setIsCopied(false))}>
            <Copy size={18} aria-hidden="true" />
            {isCopied ? t("key.copied") : t("key.copy")}
          </Button>
          <Button onClick={() => print()}>
            <Printer size={18} aria-hidden="true" />
            {t("key.print")}
          </Button>
          <Button tone="primary" onClick={onClose}>
            {t("key.kept")}
          </Button>
        </div>
        <output className="visually-hidden">{isCopied && t("key.copied")}</output>
      </div>
    </ModalDialog>
  );
}
