import * as z from 'zod';

export const servedBySchema = z.enum(['llama.cpp', 'python engine']);
export type ServedBy = z.infer<typeof servedBySchema>;

/**
 * Which engine answers: llama.cpp wherever it can, for it is several times faster. A model.gguf stands alone, an
 * adapter.gguf needs its base as a GGUF file; soft prompts have neither.
 */
export function servedBy(files: Record<string, string>, baseHasGguf: boolean): ServedBy {
  if (files['model.gguf']) return 'llama.cpp';
  return files['adapter.gguf'] && baseHasGguf ? 'llama.cpp' : 'python engine';
}

/** What training left for the Python engine, by file name: all but what is made for llama.cpp. */
export const filesForPython = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.gguf')));
