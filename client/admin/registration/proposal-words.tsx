import { useTranslation } from "react-i18next";
import type { OffsetProposal } from "../../../shared/scenes.ts";
import { useFormat } from "../../i18n/format.ts";
import { Notice } from "../../ui/notice.tsx";

/** What the measurement says, and how sure it may be; or why it says nothing. */
export function ProposalWords({ proposal }: { proposal: OffsetProposal }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const { eastMetres, northMetres, score, reason } = proposal;
  if (reason !== null) return <Notice>{t(`registration.reason.${reason}`)}</Notice>;
  return (
    <Notice>
      {t("registration.proposed", {
        east: format.number(eastMetres ?? 0),
        north: format.number(northMetres ?? 0),
        share: format.percent(score),
      })}
    </Notice>
  );
}
