/** A name, a date or an id inside a sentence that may run the other way: neither turns the other round (Unicode isolates). */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
