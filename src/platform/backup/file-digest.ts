import { createHash } from 'node:crypto';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';

/** Files of the artifact store carry their digest as their name: what is written into a backup, or out of one, is held to it. */
export function createFileDigest(file: string): {
  watch(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
  /** Throws `artifact_damaged`. */
  assertSame(): void;
} {
  const expected = file.startsWith('artifacts/sha256/') ? path.basename(file) : undefined;
  if (expected === undefined) return { watch: chunks => chunks, assertSame() {} };
  const hash = createHash('sha256');
  return {
    async *watch(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    assertSame() {
      if (hash.digest('hex') !== expected)
        throw new AttuneError(
          'artifact_damaged',
          `The artifact ${expected} is not what was stored: its bytes changed.`,
          {
            status: 500,
            fields: { file },
            remedy:
              'The disk or another program damaged it. Put it back from an earlier backup (its name is its SHA-256), then take this backup again.',
          },
        );
    },
  };
}
