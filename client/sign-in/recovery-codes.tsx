import { Copy, Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";

type RecoveryCodesProps = { codes: readonly string[]; onKept: () => void };

/** Shows the recovery codes this once, to be copied or printed. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const { t } = useTranslation("sign-in");
  const [isCopied, setIsCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(codes.join("\n"));
    setIsCopied(true);
  }
  return (
    <section className="recovery-codes">
      <h2>{t("recovery.title")}</h2>
      <p>{t("recovery.text")}</p>
      <p className="recovery-place">Aftermap · {location.host}</p>
      <ul dir="ltr">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="step-actions">
        {navigator.clipboard !== undefined && (
          <Button onClick={() => void copy().catch(() => setIsCopied(false))}>
            <Copy size={18} aria-hidden="true" />
            <span aria-live="polite">{isCopied ? t("recovery.copied") : t("recovery.copy")}</span>
          </Button>
        )}
        <Button onClick={() => print()}>
          <Printer size={18} aria-hidden="true" />
          {t("recovery.print")}
        </Button>
        <Button tone="primary" onClick={onKept}>
          {t("recovery.kept")}
        </Button>
      </div>
    </section>
  );
}
