import * as z from 'zod';
import type { Access } from '#platform/auth/permissions.ts';

export type Route = {
  /** As in the contract: `data.sources.create`. */
  name: string;
  access: Access | undefined;
  method: string;
  path: string;
  input: z.ZodType | undefined;
};

type Node = {
  '~orpc'?: {
    meta: { access?: Access };
    route: { method?: string; path?: string };
    inputSchema?: z.ZodType;
  };
};

/** Every endpoint of a contract, in its order. */
export function listRoutes(node: unknown, name = ''): Route[] {
  const definition = (node as Node)['~orpc'];
  if (definition) {
    const { meta, route, inputSchema } = definition;
    return [{ name, access: meta.access, method: route.method!, path: route.path!, input: inputSchema }];
  }
  return Object.entries(node as object).flatMap(([key, each]) =>
    listRoutes(each, name ? `${name}.${key}` : key),
  );
}

/** Every field of an input that holds ids, by its path: `sourceId`, `targets.*.modelVersionId`. */
export function listIdFields(input: z.ZodType | undefined): string[] {
  if (!input) return [];
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  return [...new Set(fieldsOf(schema as JsonSchema, ''))];
}

type JsonSchema = {
  format?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
} & Partial<Record<'anyOf' | 'oneOf' | 'allOf', JsonSchema[]>>;

function fieldsOf(schema: JsonSchema, path: string): string[] {
  const inside = (part: string) => (path === '' ? part : `${path}.${part}`);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...(schema.format === 'uuid' ? [path] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => fieldsOf(each, inside(name))),
    ...(schema.items ? fieldsOf(schema.items, inside('*')) : []),
    ...(typeof schema.additionalProperties === 'object'
      ? fieldsOf(schema.additionalProperties, inside('*'))
      : []),
    ...branches.flatMap(each => fieldsOf(each, path)),
  ];
}
