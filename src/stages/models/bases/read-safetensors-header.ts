import { open } from 'node:fs/promises';
import { AttuneError } from '#platform/http/attune-error.ts';

const longestHeaderBytes = 100 * 2 ** 20;

/**
 * How many numbers the tensors of a file hold, from its header alone.
 * Format: https://huggingface.co/docs/safetensors (8 bytes length, then JSON of name -> {dtype, shape, data_offsets}).
 */
export async function countParameters(file: string): Promise<number> {
  const header = await readHeader(file);
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return tensors.reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

async function readHeader(file: string): Promise<Record<string, { shape: number[] }>> {
  const handle = await open(file, 'r');
  try {
    const length = Buffer.alloc(8);
    await handle.read(length, 0, 8, 0);
    const sizeBytes = Number(length.readBigUInt64LE());
    if (sizeBytes > longestHeaderBytes) throw new RangeError('its header is too long');
    const text = Buffer.alloc(sizeBytes);
    await handle.read(text, 0, sizeBytes, 8);
    return JSON.parse(text.toString('utf8')) as Record<string, { shape: number[] }>;
  } catch (cause) {
    throw new AttuneError('safetensors_broken', `${file} is no whole safetensors file: ${String(cause)}`, {
      remedy: 'Fetch the file again.',
      cause,
    });
  } finally {
    await handle.close();
  }
}
