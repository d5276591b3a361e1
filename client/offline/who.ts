const STORED_AS = "aftermap.volunteer";

let remembered = read();

/** The volunteer of this browser as the server named them last: without a network, nobody else can be asked. */
export function volunteerHere(): string | null {
  return remembered;
}

/** Remembers who the server says we are; null: nobody, since the volunteer has left. */
export function rememberVolunteer(id: string | null): void {
  if (remembered === id) return;
  remembered = id;
  try {
    if (id === null) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, id);
  } catch {
    // Storage closed to us (private window): known as long as the page.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
