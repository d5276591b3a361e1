import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import "./copied-text.css";

type CopiedTextProps = { label: string; text: string };

/** A line to be taken elsewhere as it is: an address, a hash, a token. It can be marked where nothing can be copied. */
export function CopiedText({ label, text }: CopiedTextProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<string | null>(null);
  const isCopied = copied === text;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <p className="copied-text">
      <span className="quiet">{label}</span>
      <code dir="ltr">{text}</code>
      {navigator.clipboard !== undefined && (
        <Button
          tone="quiet"
          aria-label={`${t(isCopied ? "copied" : "copy")}: ${label}`}
          onClick={() => void copy().catch(() => setCopied(null))}
        >
          {isCopied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
        </Button>
      )}
    </p>
  );
}
