export function findWordFaults(folder?: string): string[];
