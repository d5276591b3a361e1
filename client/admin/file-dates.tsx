import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SceneOptions } from "../../shared/batches.ts";
import { Button } from "../ui/button.tsx";

/** When the picture of one file was taken, as an admin states it: a date, or a date and time in UTC. */
export type FileDate = { key: string; name: string; date: string; time?: string };

/** The dates as an import takes them; unfinished rows are left out. A date alone stays a date alone. */
export function dateOptions(dates: readonly FileDate[]): Pick<SceneOptions, "acquiredAt"> {
  const stated = dates.filter(({ name, date }) => name.trim() !== "" && date !== "");
  if (stated.length === 0) return {};
  const entries = stated.map(({ name, date, time = "" }) => [
    name.trim(),
    time === "" ? date : `${date}T${time.length === 5 ? `${time}:00` : time}Z`,
  ]);
  return { acquiredAt: Object.fromEntries(entries) };
}

type FileDatesProps = {
  dates: readonly FileDate[];
  error: string | undefined;
  onChange: (dates: readonly FileDate[]) => void;
};

/** Dates for files that carry none, one row a file. */
export function FileDates({ dates, error, onChange }: FileDatesProps) {
  const { t } = useTranslation("admin");
  const change = (key: string, part: Partial<FileDate>) =>
    onChange(dates.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <fieldset className="file-dates">
      <legend>{t("imagery.dates")}</legend>
      <p className="field-hint">{t("imagery.datesHint")}</p>
      {dates.map(({ key, name, date, time = "" }) => (
        <div key={key} className="file-date">
          <input
            className="input"
            dir="ltr"
            aria-label={t("imagery.file")}
            placeholder={t("imagery.file")}
            value={name}
            onChange={(event) => change(key, { name: event.target.value })}
          />
          <input
            className="input"
            type="date"
            aria-label={t("imagery.date", { file: name })}
            value={date}
            onChange={(event) => change(key, { date: event.target.value })}
          />
          <input
            className="input"
            type="time"
            aria-label={t("imagery.time", { file: name })}
            value={time}
            onChange={(event) => change(key, { time: event.target.value })}
          />
          <Button
            tone="quiet"
            aria-label={t("imagery.removeDate", { file: name })}
            onClick={() => onChange(dates.filter((one) => one.key !== key))}
          >
            <X size={18} aria-hidden="true" />
          </Button>
        </div>
      ))}
      {error !== undefined && (
        <p className="field-error">
          <bdi lang="en">{error}</bdi>
        </p>
      )}
      <Button onClick={() => onChange([...dates, { key: crypto.randomUUID(), name: "", date: "" }])}>
        <Plus size={18} aria-hidden="true" />
        {t("imagery.addDate")}
      </Button>
    </fieldset>
  );
}
