import * as z from 'zod';
import { type MethodKind, trainingMethodSchema, usualRate } from '../runs/training-method.ts';
import { kindOf, type MethodName, methodPresets } from './method-names.ts';

/** A field of a method as the schema has it: its kind of value, its limits, its default. */
export type MethodField = {
  name: string;
  type: 'integer' | 'number' | 'flag' | 'choice' | 'text' | 'names';
  isNullable: boolean;
  default: unknown;
  min?: number;
  /** The limit that it has to be above. */
  above?: number;
  max?: number;
  choices?: readonly string[];
};

type JsonSchema = {
  type?: string;
  const?: unknown;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
};

const byKind = new Map(
  (z.toJSONSchema(trainingMethodSchema, { io: 'input' }) as JsonSchema).oneOf!.map(option => [
    option.properties!.kind!.const as MethodKind,
    Object.entries(option.properties!).flatMap(([name, schema]) =>
      name === 'kind' ? [] : [fieldOf(name, schema)],
    ),
  ]),
);

export const fieldsOfKind = (kind: MethodKind): readonly MethodField[] => byKind.get(kind)!;

/** What is left to choose when a method is: not what its name has settled, nor what does not go with it. */
export function fieldsOfMethod(name: MethodName): readonly MethodField[] {
  const kind = kindOf(methodPresets[name]);
  if (kind !== 'lora') return fieldsOfKind(kind);
  const settled = ['start', 'magnitudes', ...(name === 'dora' ? [] : ['quantization'])];
  const excluded = name === 'pissa' ? ['dropout'] : [];
  return fieldsOfKind(kind).filter(field => ![...settled, ...excluded].includes(field.name));
}

export const usualRateOf = (name: MethodName, objective?: string): number =>
  usualRate(kindOf(methodPresets[name]), objective);

function fieldOf(name: string, schema: JsonSchema): MethodField {
  const options = schema.anyOf ?? [schema];
  const value = options.find(option => option.type !== 'null' && option.const === undefined) ?? options[0]!;
  const above = value.exclusiveMinimum;
  return {
    name,
    type: typeOf(value),
    isNullable: options.some(option => option.type === 'null'),
    default: schema.default,
    ...(value.minimum !== undefined && value.minimum > -1e9 && { min: value.minimum }),
    ...(above !== undefined && { above }),
    ...(value.maximum !== undefined && value.maximum < 1e9 && { max: value.maximum }),
    ...(value.enum && { choices: value.enum }),
  };
}

function typeOf({ type, enum: choices }: JsonSchema): MethodField['type'] {
  if (choices) return 'choice';
  if (type === 'integer' || type === 'number') return type;
  if (type === 'array') return 'names';
  return type === 'boolean' ? 'flag' : 'text';
}
