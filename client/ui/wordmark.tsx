/** Two brackets around a moment: last intact, first damaged. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" fill="none" strokeWidth="3" strokeLinecap="round">
      <path d="M11 5H6v22h5M21 5h5v22h-5" stroke="var(--accent)" strokeLinejoin="round" />
      <path d="M16 11v10" stroke="currentColor" />
    </svg>
  );
}
