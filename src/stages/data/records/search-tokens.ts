/**
 * Words and CJK bigrams of a text, for the text search index: trigram indexes cannot find two Chinese characters.
 * The last character of a CJK run stands alone too, so that one character can be found by prefix.
 */
export function searchTokens(text: string, limit = 2_000): string[] {
  const tokens = new Set<string>();
  const sample = text.slice(0, longestText);
  for (const [run] of sample.normalize('NFKC').toLowerCase().matchAll(wordOrCjkRun)) {
    if (cjk.test(run)) addBigrams(run, tokens, limit);
    else tokens.add(run.slice(0, longestWord));
    if (tokens.size >= limit) break;
  }
  return [...tokens];
}

/** The same tokens as a tsquery that a row must match in full; undefined when there is nothing to search for. */
export function searchQuery(text: string): string | undefined {
  const terms: string[] = [];
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(wordOrCjkRun)) {
    if (!cjk.test(run)) terms.push(`${quote(run.slice(0, longestWord))}:*`);
    else if ([...run].length === 1) terms.push(`${quote(run)}:*`);
    else terms.push(...bigramsOf(run).map(quote));
  }
  return terms.length > 0 ? terms.join(' & ') : undefined;
}

const cjkClass = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const cjk = new RegExp(`[${cjkClass}]`, 'u');
const wordOrCjkRun = new RegExp(`[${cjkClass}]+|(?:(?![${cjkClass}])[\\p{L}\\p{N}_])+`, 'gu');
const longestWord = 64;
/** What stands further back in a text is not searched for; an index entry has to end somewhere. */
const longestText = 100_000;

function addBigrams(run: string, tokens: Set<string>, limit: number): void {
  for (const bigram of bigramsOf(run)) {
    if (tokens.size >= limit) return;
    tokens.add(bigram);
  }
  tokens.add([...run].at(-1)!);
}

function bigramsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, at) => characters[at]! + character);
}

const quote = (term: string) => `'${term.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
