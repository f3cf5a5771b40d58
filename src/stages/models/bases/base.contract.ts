import * as z from 'zod';
import { endpoint, timestamp } from '#platform/http/contract.ts';

export const baseModelSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  path: z.string().describe('Directory with the weights; relative to the runtime directory or absolute'),
  ggufPath: z
    .string()
    .nullable()
    .describe('What llama.cpp reads; null = the Python engine answers, from the weights'),
  digest: z.string().describe('SHA-256 of model.safetensors; of a sharded base, of the list of its shards'),
  ggufDigest: z.string().nullable(),
  architecture: z.string(),
  parameters: z.int(),
  contextTokens: z.int(),
  license: z.string(),
  languages: z.array(z.string()),
  origin: z.enum(['starter', 'local', 'hub']),
  createdAt: timestamp,
});
export type BaseModel = z.infer<typeof baseModelSchema>;

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, dot, dash and underscore, at most 64');

/** Open base models that this installation has. They belong to no project. */
export const baseContract = {
  list: endpoint('models.read anywhere', 'GET', '/models/bases', 'Base models of this installation').output(
    z.object({ items: z.array(baseModelSchema) }),
  ),
  get: endpoint('models.read anywhere', 'GET', '/models/bases/{base}', 'One base model')
    .input(z.object({ base: z.string().min(1).describe('Id or slug') }))
    .output(baseModelSchema),
  register: endpoint(
    'organization',
    'POST',
    '/models/bases',
    'Register a directory of the server as a base model',
  )
    .input(
      z.object({
        path: z
          .string()
          .min(1)
          .describe(
            'Directory with config.json, tokenizer and safetensors; or the name of a model that set-up fetched, with nothing else',
          ),
        slug: slugSchema.optional().describe("The directory's name where absent"),
        name: z.string().min(1).max(120).optional(),
        license: z.string().min(1).max(80).default('unknown'),
        languages: z.array(z.string().min(2).max(8)).default([]),
      }),
    )
    .output(baseModelSchema),
};
