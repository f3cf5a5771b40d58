import * as z from 'zod';
import { endpoint, idInProject, projectRef, timestamp } from '#platform/http/contract.ts';

export const exportFormats = ['adapter', 'safetensors', 'gguf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What each format can be written in, the usual one first; an adapter is what training left. */
export const precisionsOf = {
  adapter: [],
  safetensors: ['bf16', 'f16', 'f32'],
  gguf: ['f16', 'q8_0', 'f32'],
} as const satisfies Record<ExportFormat, readonly string[]>;

const precision = z.enum(['f32', 'f16', 'bf16', 'q8_0']);

export const modelExportSchema = z.object({
  id: z.uuid(),
  modelVersionId: z.uuid(),
  format: z.enum(exportFormats),
  precision: precision.nullable(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  progress: z.object({ done: z.int(), total: z.int() }).nullable().describe('Weights written of weights'),
  files: z.array(z.object({ name: z.string(), digest: z.string(), sizeBytes: z.int() })),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullish() }).nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});
export type ModelExport = z.infer<typeof modelExportSchema>;

const path = '/projects/{project}/model-versions/{id}/exports';

/** A model version for other programs: PEFT adapter, merged Hugging Face folder, GGUF for llama.cpp and Ollama. */
export const exportContract = {
  list: endpoint('models.read', 'GET', path, 'Exports of a model version, newest first')
    .input(idInProject)
    .output(z.object({ items: z.array(modelExportSchema) })),
  create: endpoint(
    'models.write',
    'POST',
    path,
    'Export a model version; the same wish again gives the export that is there',
  )
    .input(
      idInProject.extend({
        format: z.enum(exportFormats),
        precision: precision.optional().describe("The format's usual one where absent"),
      }),
    )
    .output(modelExportSchema),
  get: endpoint('models.read', 'GET', '/projects/{project}/exports/{id}', 'One export, with its progress')
    .input(idInProject)
    .output(modelExportSchema),
  file: endpoint('models.write', 'GET', '/projects/{project}/exports/{id}/files/{name}', 'One of its files')
    .input(projectRef.extend({ id: z.uuid(), name: z.string().min(1).max(200) }))
    .output(z.instanceof(Blob)),
};
