/** A cookie that scripts can read: that this browser has a session, and nothing of it. Asked for before all else, hence a file. */
export const SESSION_MARKER = "aftermap-session";
