import type { OpenAPI } from '@orpc/contract';
import * as z from 'zod';
import { describeFineTuning } from './fine-tuning-doors.ts';
import { feedbackBodySchema } from '#stages/feedback/receiving/feedback-body.contract.ts';

type Paths = NonNullable<OpenAPI.Document['paths']>;
type Operation = OpenAPI.OperationObject;

/**
 * Routes of the server that no contract holds, for the OpenAPI document: the upload, whose body is a stream of bytes, and the
 * gateway, whose shapes are OpenAI's. A test holds this list to what is mounted.
 */
export const doorsBeside: Paths = {
  '/artifacts': belowApi('post', {
    operationId: 'artifacts.upload',
    summary: 'Send the bytes of a file; answered once they are on the disk',
    tags: ['artifacts'],
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
    responses: {
      201: answer('The file by its SHA-256', {
        type: 'object',
        properties: {
          digest: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'For imports and loops' },
          sizeBytes: { type: 'integer' },
        },
        required: ['digest', 'sizeBytes'],
      }),
    },
  }),
  '/v1/chat/completions': atRoot('post', {
    operationId: 'gateway.chat',
    summary:
      "Chat with a deployment, model version or base; OpenAI's chat completions, JSON or server-sent events",
    tags: ['gateway'],
    requestBody: json({
      type: 'object',
      properties: {
        model: { type: 'string', description: 'Name of a deployment or model version' },
        messages: { type: 'array', items: { type: 'object' } },
        stream: { type: 'boolean' },
      },
      required: ['model', 'messages'],
      additionalProperties: true,
    }),
    responses: {
      200: {
        description: 'A completion, or a stream of its pieces',
        content: { 'application/json': {}, 'text/event-stream': {} },
      },
    },
  }),
  '/v1/models': atRoot('get', {
    operationId: 'gateway.models',
    summary: 'Models that the key may chat with',
    tags: ['gateway'],
    responses: { 200: answer("OpenAI's list of models", { type: 'object' }) },
  }),
  '/v1/models/{model}': atRoot('get', {
    operationId: 'gateway.model',
    summary: 'One model',
    tags: ['gateway'],
    parameters: [{ name: 'model', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 200: answer("OpenAI's model", { type: 'object' }) },
  }),
  '/v1/feedback': atRoot('post', {
    operationId: 'gateway.feedback',
    summary: 'What people think of an answer; takes write-only keys, from pages of any origin',
    tags: ['gateway'],
    requestBody: json(z.toJSONSchema(feedbackBodySchema, { io: 'input' }) as OpenAPI.SchemaObject),
    responses: {
      202: answer('Stored', { type: 'object', properties: { id: { type: 'string' } } }),
      200: answer('Was there already', { type: 'object', properties: { id: { type: 'string' } } }),
    },
  }),
  ...describeFineTuning(),
};

function answer(description: string, schema: OpenAPI.SchemaObject): OpenAPI.ResponseObject {
  return { description, content: { 'application/json': { schema } } };
}

function json(schema: OpenAPI.SchemaObject): OpenAPI.RequestBodyObject {
  return { required: true, content: { 'application/json': { schema } } };
}

function belowApi(method: 'get' | 'post', operation: Operation): OpenAPI.PathItemObject {
  return { [method]: operation };
}

/** Beside `/api/v1`, where the document's other paths are. */
function atRoot(method: 'get' | 'post', operation: Operation): OpenAPI.PathItemObject {
  return { servers: [{ url: '/' }], ...belowApi(method, operation) };
}
