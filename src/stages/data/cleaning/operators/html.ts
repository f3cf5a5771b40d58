import { mapTexts, textsOf } from '../../records/payload.ts';
import { count, keep, type Operator } from '../operator.ts';
import { htmlEntities } from './html-entities.ts';
import type { Settings } from '../recipe.ts';

type Signal = { tags: number; entities: number };

/** Turns HTML into plain text. Code between backticks, comparisons such as `a < b` and placeholders stay. */
export const html: Operator<Signal, Settings<'html'>> = {
  name: 'html',
  version: 1,

  measure(row) {
    const prose = textsOf(row)
      .map(text => text.replace(code, ''))
      .join('\n');
    return { tags: prose.match(anyTag)?.length ?? 0, entities: prose.match(entity)?.length ?? 0 };
  },

  decide({ tags, entities }, _settings, row) {
    if (tags + entities === 0) return keep;
    return {
      action: 'modify',
      code: 'html_removed',
      reason: `${count(tags, 'HTML tag')} and ${count(entities, 'entity', 'entities')} turned into plain text.`,
      evidence: { tags, entities },
      payload: mapTexts(row, outsideCode),
    };
  },
};

const code = /```[\s\S]*?```|`[^`\n]+`/g;
const tagNames =
  'a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|section|select|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video';
const element = String.raw`</?(?:${tagNames})(?:\s[^<>]*)?/?>`;
const hidden = String.raw`<(script|style)\b[^>]*>[\s\S]*?</\1\s*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>`;
const anyTag = new RegExp(`${hidden}|${element}`, 'gi');
const entity = new RegExp(`&(?:#\\d{2,6}|#x[0-9a-f]{2,5}|${Object.keys(htmlEntities).join('|')});`, 'gi');

function outsideCode(text: string): string {
  let at = 0;
  let plain = '';
  for (const kept of text.matchAll(code)) {
    plain += toPlain(text.slice(at, kept.index)) + kept[0];
    at = kept.index + kept[0].length;
  }
  const last = plain + toPlain(text.slice(at));
  return last === text
    ? text
    : last
        .replaceAll(/[ \t]+\n/g, '\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim();
}

const toPlain = (text: string) =>
  text
    .replaceAll(new RegExp(hidden, 'gi'), '')
    .replaceAll(
      /<a\s[^<>]*href=["']?(https?:[^"'\s>]+)[^<>]*>([\s\S]*?)<\/a>/gi,
      (_, url: string, inner: string) => (inner.includes(url) ? inner : `${inner} (${url})`),
    )
    .replaceAll(/<li(?:\s[^<>]*)?>/gi, '\n- ')
    .replaceAll(/<br\s*\/?>|<hr\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote)>/gi, '\n')
    .replaceAll(new RegExp(element, 'gi'), '')
    .replaceAll(entity, decodeEntity);

function decodeEntity(found: string): string {
  const name = found.slice(1, -1).toLowerCase();
  if (!name.startsWith('#')) return htmlEntities[name] ?? found;
  const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return point === 0xa0 ? ' ' : point >= 0x20 && point <= 0x10ffff ? String.fromCodePoint(point) : found;
}
