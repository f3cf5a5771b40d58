import { eld } from 'eld/small';
import { countScripts } from './scripts.ts';

/**
 * The language of a text as ISO 639-1, and how sure that is. By script where the script says it (Chinese, Japanese,
 * Korean), else by n-grams; `und` where the text is too short to tell. A Chinese sentence with English words in it is Chinese.
 */
export type Language = { code: string; scores: Record<string, number>; letters: number };

export function detectLanguage(text: string): Language {
  const sample = text.slice(0, longestSample);
  const scripts = countScripts(sample);
  const letters = scripts.han + scripts.kana + scripts.hangul + scripts.latin + scripts.other;
  const byScript = languageOfScript(scripts, letters);
  if (byScript) return { code: byScript, scores: { [byScript]: 1 }, letters };
  if (letters < fewestLetters) return { code: 'und', scores: {}, letters };
  const found = eld.detect(sample);
  const scores = bestScores(found.getScores());
  return { code: found.isReliable() ? found.language : 'und', scores, letters };
}

const longestSample = 400;
const fewestLetters = 16;

/** One Han character says as much as about three letters. */
function languageOfScript(
  { han, kana, hangul, latin, other }: ReturnType<typeof countScripts>,
  letters: number,
): string | undefined {
  if (letters === 0) return undefined;
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
