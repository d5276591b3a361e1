export function isBuiltFrom(dist: string): boolean;
