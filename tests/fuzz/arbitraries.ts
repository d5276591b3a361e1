/** What the schemas of the API ask for, drawn by chance, with something odd here and there. */
import fc from "fast-check";

/** Texts and numbers that have broken software before. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "null",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "../../etc/passwd",
    "=cmd()",
    "<script>",
    "🏚",
    "\u202e\r\n\u001b[2J",
    "{{7*7}}${7*7}",
    "x".repeat(70_000),
  ),
  fc.constantFrom(
    0,
    -0,
    -1,
    1e308,
    2 ** 53,
    2 ** 31,
    0.1,
    null,
    true,
    "2017-02-30",
    "0000-01-01",
    "9999-12-31",
  ),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.uuid(),
);

/** Any JSON at all. */
export const anything: fc.Arbitrary<unknown> = fc.anything({
  values: [fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)],
  maxDepth: 3,
});

/**
 * Mostly what a JSON schema wants, so that the depths are reached too.
 *
 * @param names of things that exist, to stand where texts are wanted
 */
export function like(schema: any, names: readonly string[]): fc.Arbitrary<unknown> {
  const right = rightFor(schema, names);
  return fc.oneof(
    { arbitrary: right, weight: 12 },
    { arbitrary: odd, weight: 1 },
    { arbitrary: anything, weight: 1 },
  );
}

function rightFor(schema: any, names: readonly string[]): fc.Arbitrary<unknown> {
  const inside = (inner: any) => like(inner, names);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  for (const branches of [schema.anyOf, schema.oneOf]) if (branches) return fc.oneof(...branches.map(inside));
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(inside));
  if (schema.type === "array") return fc.array(inside(schema.items ?? {}), { maxLength: 5 });
  if (schema.type === "object" && schema.properties) {
    const fields = Object.entries(schema.properties).map(([key, field]) => [key, inside(field)]);
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  if (schema.type === "object") {
    const key = fc.oneof(fc.constantFrom("en", "ar"), fc.string());
    return fc.dictionary(key, inside(schema.additionalProperties ?? {}));
  }
  if (schema.type === "integer")
    return fc.integer({ min: clamp(schema.minimum), max: clamp(schema.maximum ?? 1_000) });
  if (schema.type === "number") return fc.double({ min: -200, max: 200, noNaN: true });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "string") return fc.oneof(fc.constantFrom(...names), fc.uuid(), fc.string());
  return odd;
}

const clamp = (bound: number | undefined) => Math.max(-1_000, Math.min(1_000, bound ?? 0));
