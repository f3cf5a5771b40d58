import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { loopFileSchema } from '#stages/loop/file/loop-file.contract.ts';

/** Writes the JSON Schema that editors complete loop files with; a test holds the file to the program. */
export const loopSchemaText = (): string =>
  JSON.stringify(z.toJSONSchema(loopFileSchema, { io: 'input' }), null, 2) + '\n';

if (import.meta.main) writeFileSync(new URL('loop.schema.json', import.meta.url), loopSchemaText());
