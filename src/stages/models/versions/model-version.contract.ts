import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { servedBySchema } from './served-by.ts';

export const samplingSchema = z.object({
  temperature: z.number().min(0).max(2),
  topP: z.number().gt(0).max(1),
  maxTokens: z.int().min(1).max(32_768),
  seed: z.int().nullable(),
});

export const modelVersionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  number: z.int().describe('Human number within the project'),
  baseModelId: z.uuid(),
  base: z.string().describe("The base's slug"),
  baseDigest: z.string(),
  adapterDigest: z.string(),
  files: z.record(z.string(), z.string()).describe('File name -> artifact digest'),
  servedBy: servedBySchema.describe(
    'Which engine answers: what llama.cpp cannot load, soft prompts among it, the Python engine does',
  ),
  templateDigest: z.string(),
  systemPrompt: z.string(),
  sampling: samplingSchema,
  runId: z.uuid().nullable(),
  createdAt: timestamp,
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

/** What tuning made. Immutable; a name is never given twice in a project. */
export const modelVersionContract = {
  list: endpoint('models.read', 'GET', '/projects/{project}/model-versions', 'Model versions, newest first')
    .input(projectRef.extend({ ...pageQuery.shape }))
    .output(page(modelVersionSchema)),
  get: endpoint('models.read', 'GET', '/projects/{project}/model-versions/{id}', 'One model version')
    .input(idInProject)
    .output(modelVersionSchema),
};
