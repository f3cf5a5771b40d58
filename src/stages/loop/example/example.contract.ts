import * as z from 'zod';
import { endpoint } from '#platform/http/contract.ts';
import { loopRunSchema } from '../runs/loop-run.contract.ts';

export const exampleSchema = z.object({
  name: z.string(),
  project: z
    .object({
      slug: z.string(),
      name: z.string(),
      languages: z.array(z.string()),
      systemPrompt: z.string(),
    })
    .describe('The project it runs in'),
  text: z.string().describe('The loop file as it lies in the program'),
  files: z.array(z.object({ path: z.string(), bytes: z.int() })).describe('The data it brings along'),
  base: z
    .object({
      slug: z.string(),
      name: z.string(),
      parameters: z.int(),
      license: z.string(),
      languages: z.array(z.string()),
      bytes: z.int().nullable().describe('What it takes on this machine; null = its files are not there'),
    })
    .nullable()
    .describe('The base model it tunes; null = this installation has none of this name'),
  loop: loopRunSchema
    .pick({ number: true, state: true, createdAt: true })
    .nullable()
    .describe('The run of it, once it was started'),
});
export type Example = z.infer<typeof exampleSchema>;

/** The example that comes with the program: a whole loop for somebody who has no data at hand yet. */
export const exampleContract = {
  get: endpoint('organization', 'GET', '/loops/example', 'The example loop: its file, data and base').output(
    exampleSchema,
  ),
  start: endpoint(
    'organization',
    'POST',
    '/loops/example',
    'Run the example loop, or go on with it; while it runs this starts nothing',
  )
    .input(z.object({}))
    .output(loopRunSchema),
};
