/**
 * Why two similar texts must not be taken for one: another number, a negation on one side only, another name, code
 * or placeholder. "支持七天退货" and "不支持七天退货" share five sixths of their shingles and say the opposite.
 * Undefined when nothing of that kind differs.
 */
export type Protection = 'number' | 'negation' | 'placeholder' | 'name';

export function protectedDifference(left: string, right: string): Protection | undefined {
  if (differ(placeholdersOf(left), placeholdersOf(right))) return 'placeholder';
  if (differ(numbersOf(left), numbersOf(right))) return 'number';
  if (differ(negationsOf(left), negationsOf(right))) return 'negation';
  return hasForeignName(left, right) || hasForeignName(right, left) ? 'name' : undefined;
}

const differ = (left: string[], right: string[]) => left.sort().join(' ') !== right.sort().join(' ');

const chineseNumber =
  /[零〇一二两三四五六七八九十百千万半]+(?=\s*[个天日年月周号点分秒时小元块角折倍次层楼级米克斤件只包盒份张寸岁期成批单泡位人条])/g;

function numbersOf(text: string): string[] {
  const plain = text.normalize('NFKC');
  const digits = plain.match(/\d+(?:[.,:/]\d+)*/g) ?? [];
  return [...digits.map(number => number.replaceAll(',', '')), ...(plain.match(chineseNumber) ?? [])];
}

/** Words that hold a negating character without negating anything. */
const noNegation =
  /非常|不过|不仅|不但|不管|不论|无论|差不多|要不|特别|别的|区别|级别|分别|性别|个别|类别|别人|告别|莫非|未来|无线|不好意思|对不起/g;
const englishNegation = /\b(?:not|no|never|none|nothing|without|cannot|neither|nor)\b|n['’]t\b/gi;

function negationsOf(text: string): string[] {
  const chinese = text.replace(noNegation, '').match(/[不没未无非别勿]/g) ?? [];
  const english = (text.match(englishNegation) ?? []).map(() => 'not');
  return [...chinese.map(() => '不'), ...english];
}

const placeholdersOf = (text: string): string[] =>
  text.match(/\[[A-Z]{2,8}_\d+\]|\{\{?\w+\}?\}|<[A-Z_]{3,}>/g) ?? [];

/** A capitalised word within a sentence, a code of letters and digits, or what stands in book or corner brackets. */
const midSentence = /(?<=[\p{Ll},;]\s)\p{Lu}[\p{L}\d]+/gu;
const codes = /\b(?=\w*\d)(?=\w*[A-Za-z])\w{3,}\b|《[^》]{1,30}》|「[^」]{1,30}」/g;

function hasForeignName(text: string, other: string): boolean {
  const there = other.toLowerCase();
  const found = [...(text.match(midSentence) ?? []), ...(text.match(codes) ?? [])];
  return found.some(name => !there.includes(name.toLowerCase()));
}
