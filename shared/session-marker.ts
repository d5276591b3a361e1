/** A cookie that scripts can read: that there is a session, and nothing of it; `__Host-` before its name under https. Asked for before all else, hence a file. */
export const SESSION_MARKER = "aftermap-session";

/** Whether a page's cookies say that there is a session. @param cookies as `document.cookie` gives them */
export function isMarked(cookies: string): boolean {
  const marks = cookies.split("; ");
  return marks.includes(`${SESSION_MARKER}=1`) || marks.includes(`__Host-${SESSION_MARKER}=1`);
}
