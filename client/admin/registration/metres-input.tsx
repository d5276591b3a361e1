import { useState } from "react";
import { Field } from "../field.tsx";
import { FURTHEST_METRES } from "./offsets.ts";

type MetresInputProps = { label: string; metres: number; onMetres: (metres: number) => void };

/** A length that may also be moved from elsewhere; while it is typed, half a number stays as it is. */
export function MetresInput({ label, metres, onMetres }: MetresInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="number"
          dir="ltr"
          step={0.1}
          min={-FURTHEST_METRES}
          max={FURTHEST_METRES}
          required
          value={typed ?? String(metres)}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            const { valueAsNumber } = currentTarget;
            if (Math.abs(valueAsNumber) <= FURTHEST_METRES) onMetres(Math.round(valueAsNumber * 100) / 100);
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
}
