import type { OpenAPI } from '@orpc/contract';
import * as z from 'zod';
import { fileContract } from '#stages/tuning/fine-tuning/file.contract.ts';
import { jobContract } from '#stages/tuning/fine-tuning/job.contract.ts';

type Paths = NonNullable<OpenAPI.Document['paths']>;
type Schema = OpenAPI.SchemaObject;
type Fields = { properties?: Record<string, Schema>; required?: string[] };
type Endpoint = {
  route: { method?: string; path?: string; summary?: string };
  inputSchema?: unknown;
  outputSchema?: unknown;
};

const upload: Schema = {
  type: 'object',
  properties: {
    purpose: { type: 'string', enum: ['fine-tune'] },
    file: { type: 'string', format: 'binary' },
  },
  required: ['purpose', 'file'],
};

/** `/v1/files` and `/v1/fine_tuning` of the OpenAPI document, from the contracts that stand behind them. */
export function describeFineTuning(): Paths {
  const paths: Paths = {};
  for (const [noun, contract] of Object.entries({ files: fileContract, fine_tuning: jobContract }))
    for (const [verb, procedure] of Object.entries(contract)) {
      const { route, ...shapes } = (procedure as { '~orpc': Endpoint })['~orpc'];
      const path = `/v1${route.path}` as const;
      const operation = describe(`${noun}.${verb}`, path, { route, ...shapes });
      paths[path] = { servers: [{ url: '/' }], ...paths[path], [route.method!.toLowerCase()]: operation };
    }
  return paths;
}

function describe(
  operationId: string,
  path: string,
  { route, inputSchema, outputSchema }: Endpoint,
): OpenAPI.OperationObject {
  return {
    operationId,
    summary: route.summary!,
    tags: ['fine-tuning'],
    ...describeInput(operationId, route.method!, path, schemaOf(inputSchema, 'input')),
    responses: { 200: describeAnswer(operationId, schemaOf(outputSchema, 'output')) },
  };
}

const schemaOf = (schema: unknown, io: 'input' | 'output') =>
  z.toJSONSchema(schema as z.ZodType, { io, unrepresentable: 'any' }) as Schema & Fields;

/** The project is the key's own and stands nowhere; of the rest a part is in the path, and the others in query or body. */
function describeInput(operationId: string, method: string, path: string, input: Fields) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const rest = Object.entries(input.properties ?? {}).filter(
    ([name]) => name !== 'project' && !inPath.includes(name),
  );
  const place = (where: 'path' | 'query', name: string, schema: Schema) =>
    ({ name, in: where, required: where === 'path', schema }) as OpenAPI.ParameterObject;
  const parameters = inPath.map(name => place('path', name, { type: 'string' }));
  if (method === 'GET')
    return { parameters: [...parameters, ...rest.map(([name, schema]) => place('query', name, schema))] };
  if (operationId === 'files.create') return { parameters, requestBody: body('multipart/form-data', upload) };
  if (rest.length === 0) return { parameters };
  const required = (input.required ?? []).filter(name => name !== 'project');
  const schema: Schema = { type: 'object', properties: Object.fromEntries(rest), required };
  return { parameters, requestBody: body('application/json', schema) };
}

const body = (type: string, schema: Schema) => ({ required: true, content: { [type]: { schema } } });

const describeAnswer = (operationId: string, schema: Schema): OpenAPI.ResponseObject =>
  operationId === 'files.content'
    ? { description: 'The bytes', content: { 'application/octet-stream': {} } }
    : { description: "In OpenAI's shape", content: { 'application/json': { schema } } };
