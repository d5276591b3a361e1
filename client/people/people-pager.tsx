import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import type { PeopleView } from "./people-view.ts";

type PeoplePagerProps = {
  /** Index of the first one on the page. */
  first: number;
  perPage: number;
  count: number;
  onChange: (change: Partial<PeopleView>) => void;
};

/** From page to page; nothing where there is but one. */
export function PeoplePager({ first, perPage, count, onChange }: PeoplePagerProps) {
  const { t } = useTranslation("quality");
  if (count <= perPage) return null;
  const page = first / perPage;
  return (
    <nav className="people-pager" aria-label={t("volunteers.pages")}>
      <Button
        tone="quiet"
        aria-label={t("volunteers.previous")}
        disabled={first === 0}
        onClick={() => onChange({ page: page - 1 })}
      >
        <ChevronLeft size={20} aria-hidden="true" className="points-back" />
      </Button>
      <output>
        {t("volunteers.range", { from: first + 1, to: Math.min(count, first + perPage), all: count })}
      </output>
      <Button
        tone="quiet"
        aria-label={t("volunteers.next")}
        disabled={first + perPage >= count}
        onClick={() => onChange({ page: page + 1 })}
      >
        <ChevronRight size={20} aria-hidden="true" className="points-back" />
      </Button>
    </nav>
  );
}
