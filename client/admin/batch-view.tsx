import { useTranslation } from "react-i18next";
import type { Batch, BatchItem } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { Button } from "../ui/button.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { BatchPace } from "./batch-pace.tsx";
import { FileMapping } from "./file-mapping.tsx";
import { questionOf } from "./import-questions.ts";
import { RefusalWords } from "./refusal-words.tsx";
import { RefusedRows } from "./refused-rows.tsx";
import { RowCountLine } from "./row-counts.tsx";
import { BatchActions } from "./batch-actions.tsx";
import { isUnderWay } from "./use-batches.ts";

/** Named in the reason of a file that was refused for want of a date. */
const DATE_OPTION = "acquiredAt";

type BatchViewProps = {
  batch: Batch;
  /** Offers to state the date of a refused file; left out where files have none. */
  onGiveDate?: (name: string) => void;
  /** Asks here what its files leave open; in a list of past imports the reason says it. */
  canAnswer?: boolean;
};

/** One import, file by file: what was done with it, or why it was refused and how to mend that. */
export function BatchView({ batch, onGiveDate, canAnswer = false }: BatchViewProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const count = (status: BatchItem["status"]) => batch.items.filter((item) => item.status === status).length;
  const refused = count("refused") + count("failed");
  const question = !canAnswer || isUnderWay(batch) ? null : questionOf(batch);
  const words = [
    format.percent(batch.progress),
    t("batch.accepted", { count: count("accepted") }),
    refused === 0 ? "" : t("batch.refused", { count: refused }),
  ].filter((part) => part !== "");
  return (
    <section className="batch" aria-label={t(`batch.${batch.kind}`)}>
      <div className="batch-head">
        <h3>{t(`batch.${batch.kind}`)}</h3>
        <span className={isUnderWay(batch) && !batch.isPaused ? "badge badge-live" : "badge"}>
          {batch.isPaused ? t("batch.paused") : t(`job.${batch.status}`)}
        </span>
        <span className="quiet">{format.moment(batch.createdAt, "minute")}</span>
      </div>
      <ProgressBar label={t(`batch.${batch.kind}`)} share={batch.progress} text={words.join(", ")} />
      <p className="quiet batch-words">
        {words.map(isolated).join(" · ")} {isUnderWay(batch) && <BatchPace batch={batch} />}
      </p>
      {batch.reason !== null && (
        <p className="refusal" lang="en" dir="auto">
          {batch.reason}
        </p>
      )}
      <BatchActions batch={batch} />
      {batch.items.length > 0 && (
        // It scrolls, so it must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className="batch-items" tabIndex={0} aria-label={t("batch.perFile")}>
          {worstFirst(batch).map(({ item, nth }) => (
            <li key={nth} data-status={item.status}>
              <ItemRow
                item={item}
                refusedAddress={`/api/v1/batches/${batch.id}/items/${nth}/refused-rows`}
                isAsked={question !== null && item.question !== null}
                {...(onGiveDate === undefined ? {} : { onGiveDate })}
              />
            </li>
          ))}
        </ul>
      )}
      {question !== null && <FileMapping batch={batch} question={question} />}
    </section>
  );
}

/**
 * While files come in they keep their places; afterwards what needs somebody's attention is on top. Each keeps its
 * number, for names may repeat: two collections may hold items of one name.
 */
function worstFirst(batch: Batch): readonly { item: BatchItem; nth: number }[] {
  const numbered = batch.items.map((item, nth) => ({ item, nth }));
  if (isUnderWay(batch)) return numbered;
  return numbered.sort((a, b) => Number(isRefusal(b.item)) - Number(isRefusal(a.item)));
}

function isRefusal({ status }: BatchItem): boolean {
  return status === "refused" || status === "failed";
}

type ItemRowProps = {
  item: BatchItem;
  /** Of the table of all its refused rows. */
  refusedAddress: string;
  isAsked: boolean;
  onGiveDate?: (name: string) => void;
};

function ItemRow({ item, refusedAddress, isAsked, onGiveDate }: ItemRowProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const isRefused = isRefusal(item);
  return (
    <>
      <div className="batch-item-head">
        <bdi className="batch-item-name">{item.name}</bdi>
        <span className="batch-item-status">
          {isAsked
            ? t("mapping.needed")
            : item.status === "running"
              ? format.percent(item.progress)
              : t(`item.${item.status}`)}
        </span>
      </div>
      {item.rows !== null && <RowCountLine rows={item.rows} />}
      {item.did.length > 0 && (
        <p className="quiet" lang="en" dir="auto">
          {item.did.join(" · ")}
        </p>
      )}
      {item.reason !== null && !isAsked && (
        <p className={isRefused ? "refusal" : "quiet"}>
          <RefusalWords reason={item.reason} refusal={item.refusal} />
        </p>
      )}
      {isRefused && onGiveDate !== undefined && item.reason?.includes(DATE_OPTION) === true && (
        <Button onClick={() => onGiveDate(item.name)}>{t("imagery.giveDate")}</Button>
      )}
      {item.rows !== null && item.rows.refused > 0 && (
        <RefusedRows item={item} refused={item.rows.refused} address={refusedAddress} />
      )}
    </>
  );
}
