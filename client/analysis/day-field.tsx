import { useState } from "react";

type DayFieldProps = {
  label: string;
  /** ISO date; empty for none. */
  value: string;
  onChange: (day: string) => void;
};

/** Years before this are one that is still being typed. */
const FIRST_YEAR = 1_000;

/** A day that counts once it is whole: a year typed by hand goes through 2, 20 and 201 before it is 2017. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        type="date"
        value={typed ?? value}
        onChange={(event) => {
          const day = event.target.value;
          setTyped(day);
          if (day === "" || Number(day.slice(0, day.indexOf("-"))) >= FIRST_YEAR) onChange(day);
        }}
        onBlur={() => setTyped(null)}
      />
    </label>
  );
}
