/**
 * JSON as PostgreSQL's jsonb takes it: NUL and half surrogate pairs, which JSON.stringify writes as escapes, become the
 * replacement character. An escaped backslash before `u` is text and stays.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? json.replaceAll(unstorable, String.raw`$1\ufffd`) : json;
}

const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;
