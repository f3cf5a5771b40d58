import { eld } from 'eld/small';
import { countScripts, type ScriptCounts } from './scripts.ts';

/**
 * The language of a text as ISO 639-1 and how sure that is: by script where the script says it (Chinese, Japanese,
 * Korean), else by n-grams; `und` where the text is too short to tell. A Chinese sentence with English words in it is Chinese.
 */
export type Language = { code: string; scores: Record<string, number>; letters: number };

export function detectLanguage(text: string): Language {
  const sample = text.slice(0, longestSample);
  const scripts = countScripts(sample);
  const letters = countLetters(scripts);
  const byScript = languageOf(scripts);
  if (byScript) return { code: byScript, scores: { [byScript]: 1 }, letters };
  if (letters < fewestLetters) return { code: 'und', scores: {}, letters };
  const found = eld.detect(sample);
  return {
    code: found.isReliable() ? found.language : 'und',
    scores: bestScores(found.getScores()),
    letters,
  };
}

/** The language where the script alone tells it; undefined for Latin and other shared scripts. */
export const languageByScript = (text: string): string | undefined =>
  /[\u3040-\ud7af]/.test(text) ? languageOf(countScripts(text.slice(0, longestSample))) : undefined;

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
