/** Gives each distinct string a dense index, in order of first appearance. */
export type Interner = {
  names: string[];
  index: (name: string) => number;
  find: (name: string) => number | undefined;
};

export function createInterner(): Interner {
  const names: string[] = [];
  const known = new Map<string, number>();
  return {
    names,
    index(name) {
      const found = known.get(name);
      if (found !== undefined) return found;
      const next = names.length;
      // A slice keeps its whole chunk alive; a copy keeps only itself.
      const own = Buffer.from(name).toString();
      names.push(own);
      known.set(own, next);
      return next;
    },
    find: (name) => known.get(name),
  };
}

/** A column of numbers that grows: 10⁷ rows without a JavaScript array of them. */
export type IntColumn = { push: (value: number) => void; values: () => Int32Array };

export function createIntColumn(): IntColumn {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length),
  };
}
