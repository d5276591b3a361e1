import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { faultsOf, readFilter, writeFilter } from "./filter.ts";

/** Says that the address asked for less than is shown, so that nobody takes all buildings for the ones they meant. */
export function FilterFaults() {
  const { t } = useTranslation("analysis");
  const [search, setSearch] = useSearchParams();
  const faults = faultsOf(search);
  if (faults.length === 0) return null;
  return (
    <Notice
      tone="problem"
      title={t("filter.faultTitle")}
      actions={
        <Button onClick={() => setSearch((now) => writeFilter(now, readFilter(now)), { replace: true })}>
          {t("filter.faultDrop")}
        </Button>
      }
    >
      <p>{t("filter.faultText")}</p>
      {faults.map((fault) => (
        <p key={fault} dir="ltr">
          <code className="filter-fault">{fault}</code>
        </p>
      ))}
    </Notice>
  );
}
