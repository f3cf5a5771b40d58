import { pad, wrap } from '#platform/terminal/format.ts';
import type { Promotion } from '../promotion/promotion.contract.ts';

export const reviewKeys = 'a accept  r reject  e edit the text  s skip  z take the last one back  q stop';

const columnWidth = 10;
const textWidth = 86;

/** One promotion as a reviewer needs it: what it would be, why, and the texts. */
export function drawPromotion(promotion: Promotion, at: number, total: number): string {
  const { shape, kind, label, because, comment, piiFound, payload } = promotion;
  const found = Object.entries(piiFound).map(([type, count]) => `${count} ${type.toLowerCase()}`);
  return [
    '',
    `${at} of ${total}  ${shape.toUpperCase()} from ${kind}${label ? `  ${label}` : ''}`,
    because,
    ...(comment ? [`Comment: ${comment}`] : []),
    ...(found.length > 0 ? [`Private values replaced: ${found.join(', ')}`] : []),
    '',
    ...payload.prompt.flatMap(({ role, content }) => column(role, content)),
    ...column(answerWord(promotion), payload.answer),
    ...(payload.rejected === null ? [] : column('worse', payload.rejected)),
    '',
    reviewKeys,
  ].join('\n');
}

function answerWord({ shape, payload }: Promotion): string {
  if (shape === 'dpo') return 'better';
  return payload.desirable === null ? 'answer' : payload.desirable ? 'liked' : 'disliked';
}

const column = (name: string, text: string): string[] =>
  wrap(text, textWidth).map((line, at) => `  ${pad(at === 0 ? name : '', columnWidth)}${line}`);
