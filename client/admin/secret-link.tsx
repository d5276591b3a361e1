import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";

type SecretLinkProps = { title: string; text: string; url: string; onClose: () => void };

/** A link that is shown once: to be marked, or copied where the browser allows that. */
export function SecretLink({ title, text, url, onClose }: SecretLinkProps) {
  const { t } = useTranslation("staff");
  const [isCopied, setIsCopied] = useState(false);
  const handleCopy = async () => {
    await navigator.clipboard.writeText(url);
    setIsCopied(true);
  };
  return (
    <ModalDialog title={title} onClose={onClose}>
      <p>{text}</p>
      <input
        className="input code"
        dir="ltr"
        readOnly
        aria-label={title}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <div className="step-actions">
        {navigator.clipboard !== undefined && (
          <Button tone="primary" onClick={() => void handleCopy()}>
            {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
            <span aria-live="polite">{isCopied ? t("invite.copied") : t("invite.copy")}</span>
          </Button>
        )}
        <Button onClick={onClose}>{t("close", { ns: "common" })}</Button>
      </div>
    </ModalDialog>
  );
}
