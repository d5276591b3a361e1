import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

type DayFieldProps = {
  label: string;
  /** ISO date; empty for none. */
  value: string;
  /** Says why a day cannot be, or null where it can. */
  refuse: (day: string) => string | null;
  onChange: (day: string) => void;
};

/** Years before this are one that is still being typed; after the other one browsers go on counting, and nothing else does. */
const [FIRST_YEAR, LAST_YEAR] = [1_000, 9_999];
/** A day counts once nobody has typed for so long, or has left the field, milliseconds. */
const REST_MS = 600;

/** What stands in the field while it is not, or not yet, what counts: `over` is what counted when it was typed. */
type Typed = { day: string; over: string };

/**
 * A day typed by hand goes through others: the 2nd before the 25th, the year 2 before 2017. It counts once it rests. What
 * cannot be stays as it was typed and changes nothing; why it cannot be is said once one has left the field.
 */
export function DayField({ label, value, refuse, onChange }: DayFieldProps) {
  const { t } = useTranslation("analysis");
  const id = useId();
  const [typed, setTyped] = useState<Typed | null>(null);
  const [isLeft, setLeft] = useState(true);
  /** Some of it is there, but it is no day: the browser tells of that, not the field's value. */
  const [isNoDay, setNoDay] = useState(false);
  const shown = typed?.over === value ? typed.day : value;
  const isTyped = shown !== value;
  const isNone = isNoDay || (isTyped && shown !== "" && !isYear(shown));
  const fault = isNone ? t("filter.noDay") : isTyped && shown !== "" ? refuse(shown) : null;
  const isWrong = isLeft && fault !== null;
  const isWaiting = isTyped && fault === null;
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  // Also when it could not be beside the other end, which has been moved away since.
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => tell.current(shown), isLeft ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [isWaiting, isLeft, shown]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="date"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-fault` : undefined}
        value={shown}
        onFocus={() => setLeft(false)}
        onChange={({ target }) => {
          setTyped({ day: target.value, over: value });
          setNoDay(target.validity.badInput);
        }}
        onBlur={({ target }) => {
          setLeft(true);
          setNoDay(target.validity.badInput);
        }}
      />
      {isWrong && (
        <p id={`${id}-fault`} role="alert" className="field-error">
          {fault}
        </p>
      )}
    </div>
  );
}

function isYear(day: string): boolean {
  const year = Number(day.slice(0, day.indexOf("-")));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
