import { table, wrap } from '#platform/terminal/format.ts';
import { describeMethod, methodOf, sayValue } from '../methods/describe-method.ts';
import { fieldsOfMethod, type MethodField, usualRateOf } from '../methods/method-fields.ts';
import {
  familyOf,
  kindOf,
  type MethodName,
  methodNames,
  methodPresets,
  methodTitles,
  type MethodWish,
} from '../methods/method-names.ts';
import { sayIn, type Say } from '../methods/say.ts';

export type MethodCard = {
  name: MethodName;
  title: string;
  about: string;
  why: string;
  serving: string;
  usualLearningRate: number;
  /** What the name stands for in a recipe. */
  method: MethodWish;
  fields: readonly MethodField[];
};

/** A frozen method in a few words. */
export function drawMethod(config: Record<string, unknown>): string {
  const method = methodOf(config);
  return method ? describeMethod(method, sayIn('en')) : '';
}

export const listMethods = (say: Say): MethodCard[] =>
  methodNames.map(name => ({
    name,
    title: methodTitles[name],
    about: say(`about.${name}`),
    why: say(`why.${name}`),
    serving: say(`serving.${name === 'dora' ? name : familyOf(kindOf(methodPresets[name]))}`),
    usualLearningRate: usualRateOf(name),
    method: methodPresets[name],
    fields: fieldsOfMethod(name),
  }));

export function drawMethodCard(card: MethodCard, say: Say, width: number): string {
  const { name, title, about, why, serving, usualLearningRate: rate, fields } = card;
  const head = [say('column.field'), say('column.default'), say('column.limits'), ''];
  const rows = fields.map(field => [
    `method.${field.name}`,
    sayValue(field.name, field.default, say),
    drawLimits(field, say),
    say(`hint.${field.name}`),
  ]);
  const paragraphs = [about, why, `${serving} ${say('usualRate', { rate: rate.toExponential() })}`];
  return [
    `${title}  (${name})`,
    ...paragraphs.flatMap(text => wrap(text, width - 2)).map(line => `  ${line}`),
    ...(rows.length > 0
      ? table(head, rows)
          .split('\n')
          .map(line => `    ${line}`)
      : []),
    `  ${say('take', { name })}`,
  ].join('\n');
}

function drawLimits({ name, min, above, max, choices }: MethodField, say: Say): string {
  if (above !== undefined) return `> ${above}`;
  if (choices) return choices.map(choice => `${choice} = ${say(`choice.${name}.${choice}`)}`).join(', ');
  if (min === undefined && max === undefined) return '';
  return max === undefined ? `≥ ${min}` : `${min}–${max}`;
}
