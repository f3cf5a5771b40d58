import type { privateTypes } from '../recipe.ts';
import { hasIdChecksum, isBankCard, isIpAddress } from './private-checks.ts';

export type PrivateType = (typeof privateTypes)[number];

/** One private value in a text. `key` is what makes two spellings the same value. */
export type PrivateValue = { type: PrivateType; start: number; end: number; key: string };
export type ProjectPatterns = { orderPatterns: string[]; keep: string[] };

/** Private values of a text, in order and without overlap; the surer kind wins where two claim the same characters. */
export function findPrivateValues(text: string, { orderPatterns, keep }: ProjectPatterns): PrivateValue[] {
  if (!/[\d@＠]/.test(text)) return [];
  const kept = new Set(keep.map(keyOf));
  const found: PrivateValue[] = [];
  for (const { type, pattern, accepts } of rulesWith(orderPatterns)) {
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.value ?? match[0];
      const start = match.index + match[0].lastIndexOf(value);
      const one = { type, start, end: start + value.length, key: keyOf(value) };
      if (accepts && !accepts(value, text.slice(0, start))) continue;
      if (kept.has(one.key) || found.some(other => other.start < one.end && one.start < other.end)) continue;
      found.push(one);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

type Rule = { type: PrivateType; pattern: RegExp; accepts?: (value: string, before: string) => boolean };

const rulesWith = (orderPatterns: string[]): Rule[] => [
  ...orderPatterns.map(source => ({ type: 'ORDER' as const, pattern: new RegExp(source, 'giu') })),
  ...rules,
];

/** Upper and lower case, separators and full-width forms do not make another value; nor does China's own prefix. */
const keyOf = (value: string) =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\-().·•]/g, '')
    .replace(/^(?:\+|00)86(?=1[3-9]\d{9}$)/, '');

const notInWord = '(?<![0-9A-Za-z])';
const wordEnds = '(?![0-9A-Za-z])';
const orderWord = String.raw`(?:订单编?号|订单|单号|运单号?|流水号|快递单号|\b(?:order|booking|ticket|reference|tracking|invoice)(?:[ ]?(?:number|no\.?|nr\.?|id|#))?)`;

const rules: Rule[] = [
  {
    type: 'EMAIL',
    pattern:
      /[A-Za-z0-9][A-Za-z0-9._%+-]*[@＠][A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)*[.．][A-Za-z]{2,24}(?![A-Za-z0-9])/g,
  },
  { type: 'ID', pattern: new RegExp(`${notInWord}\\d{17}[\\dXx]${wordEnds}`, 'g'), accepts: hasIdChecksum },
  {
    type: 'ORDER',
    pattern: new RegExp(
      `${orderWord}[\\s:：#是为]{0,6}(?<value>[A-Za-z]{0,5}-?\\d[\\d-]{3,24}\\d)${wordEnds}`,
      'giu',
    ),
  },
  {
    type: 'ORDER',
    pattern: new RegExp(
      `${notInWord}[A-Z]{2,5}-?\\d{5,20}(?:-\\d{2,8})*${wordEnds}|(?<![\\w&])#\\d{5,20}${wordEnds}`,
      'g',
    ),
  },
  {
    type: 'CARD',
    pattern: new RegExp(`${notInWord}[2-6]\\d{3}(?:[ -]?\\d){9,15}${wordEnds}`, 'g'),
    accepts: isBankCard,
  },
  {
    type: 'PHONE',
    pattern: /(?<![0-9A-Za-z])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])/g,
  },
  {
    type: 'PHONE',
    pattern: /(?<![0-9A-Za-z+])\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![0-9A-Za-z])/g,
    accepts: value => digits(value) >= 8 && digits(value) <= 15,
  },
  {
    type: 'PHONE',
    pattern: /(?<![0-9A-Za-z.-])(?!\(?[48]00)(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![0-9A-Za-z-])/g,
  },
  {
    type: 'PHONE',
    pattern:
      /(?<![0-9A-Za-z.-])\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}(?:[ -]\d{2,4})?(?![0-9A-Za-z-])|(?<![0-9A-Za-z.-])0\d{9,10}(?![0-9A-Za-z-])/g,
  },
  {
    type: 'IP',
    pattern:
      /(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\d)|(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:])/g,
    accepts: isIpAddress,
  },
  {
    type: 'PLATE',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?(?=[A-HJ-NP-Z0-9]{0,5}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])/g,
  },
];

const digits = (value: string) => value.replaceAll(/\D/g, '').length;
