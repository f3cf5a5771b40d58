import type { ModelVersion } from '../versions/model-version.contract.ts';

/** A soft prompt is an adapter that llama.cpp has no file for: neither a LoRA nor a whole model. */
export const isSoftPrompt = ({ files }: Pick<ModelVersion, 'files'>): boolean =>
  'adapter_model.safetensors' in files && !('adapter.gguf' in files) && !('model.gguf' in files);
