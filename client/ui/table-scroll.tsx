import type { ReactNode } from "react";

/** A table that scrolls sideways within its place on a narrow screen, by keyboard too, so it can be focused. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="table-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
