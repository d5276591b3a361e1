import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { PracticeDots } from "./practice-dots.tsx";
import { resultsOf, type Round } from "./practice-steps.ts";

type PracticeDoneProps = { slug: string; round: Round; onAgain: () => void };

/** From this share of answers near the expert's on, going on to real buildings is what we suggest first. */
const READY_SHARE = 0.6;

/** How a round went. No exam: whoever wants may start, and whoever found it hard is offered more. */
export function PracticeDone({ slug, round, onAgain }: PracticeDoneProps) {
  const { t } = useTranslation("learn");
  const format = useFormat();
  const results = resultsOf(round);
  const good = results.filter(({ likeness }) => likeness === "same" || likeness === "near").length;
  const isReady = good >= results.length * READY_SHARE;
  return (
    <Page title={t("practice.doneTitle")}>
      <div className="centred practice-done">
        <h1>{t("practice.doneTitle")}</h1>
        <PracticeDots round={round} />
        <p>
          {t("practice.doneScore", { good: format.number(good), count: format.number(results.length) })}{" "}
          {isReady ? t("practice.doneWell") : t("practice.doneWeak")}
        </p>
        <div className="notice-actions">
          <ButtonLink tone={isReady ? "primary" : "plain"} to={`/campaigns/${slug}/tag`}>
            {t("practice.start")}
          </ButtonLink>
          <Button tone={isReady ? "plain" : "primary"} onClick={onAgain}>
            {t("practice.more")}
          </Button>
        </div>
      </div>
    </Page>
  );
}
