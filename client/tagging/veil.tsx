import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";

/** Over blurred pictures: says so, and shows them when asked. */
export function Veil({ onReveal }: { onReveal: () => void }) {
  const { t } = useTranslation("tagging");
  return (
    <div className="veil">
      <p>{t("care.veiled")}</p>
      <Button tone="primary" onClick={onReveal}>
        <Eye size={18} aria-hidden="true" />
        {t("care.show")}
      </Button>
    </div>
  );
}
