import { eld } from 'eld/small';
import { countScripts, type ScriptCounts } from './scripts.ts';

/**
 * The language of a text as ISO 639-1 and how sure that is: by script where the script says it (Chinese, Japanese,
 * Korean), else by n-grams; `und` where the text is too short to tell. A Chinese sentence with English words in it is Chinese.
 */
export type Language = { code: string; scores: Record<string, number>; letters: number };

export function detectLanguage(text: string): Language {
  const { code, letters, byNgrams } = find(text.slice(0, longestSample));
  if (byNgrams) return { code, scores: bestScores(byNgrams.getScores()), letters };
  return { code, scores: code === 'und' ? {} : { [code]: 1 }, letters };
}

/**
 * The language alone, null where it cannot be told. The first words tell it nearly always, at a quarter of what the
 * whole sample costs; every row of every import passes here.
 */
export function tellLanguage(text: string): string | null {
  const { code } = find(text.slice(0, firstWords));
  if (code !== 'und') return code;
  const longer = text.length > firstWords ? find(text.slice(0, longestSample)).code : code;
  return longer === 'und' ? null : longer;
}

function find(sample: string) {
  const scripts = countScripts(sample);
  const letters = countLetters(scripts);
  const byScript = languageOf(scripts);
  if (byScript) return { code: byScript, letters };
  if (letters < fewestLetters) return { code: 'und', letters };
  const byNgrams = eld.detect(sample);
  return { code: byNgrams.isReliable() ? byNgrams.language : 'und', letters, byNgrams };
}

const firstWords = 80;
const longestSample = 400;
const fewestLetters = 16;

const countLetters = ({ han, kana, hangul, latin, other }: ScriptCounts): number =>
  han + kana + hangul + latin + other;

/** One Han character says as much as about three letters. */
function languageOf({ han, kana, hangul, latin, other }: ScriptCounts): string | undefined {
  if (hangul > 0 && hangul >= han + kana && hangul * 3 >= latin) return 'ko';
  if (kana > 0 && kana * 5 >= han && (kana + han) * 3 >= latin) return 'ja';
  return han > 0 && han * 3 >= latin && han >= other ? 'zh' : undefined;
}

function bestScores(scores: Record<string, number>): Record<string, number> {
  const best = Object.entries(scores)
    .sort(([, left], [, right]) => right - left)
    .slice(0, 4);
  return Object.fromEntries(best.map(([code, score]) => [code, Math.round(score * 1000) / 1000]));
}
