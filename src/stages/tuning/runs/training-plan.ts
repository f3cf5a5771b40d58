import * as z from 'zod';

const share = z.number().min(0).max(1);

/** One stage of a run: the engine's own names, every field with its default; contract-fixtures/run-plan.json holds the same. */
export const stageSchema = z
  .strictObject({
    name: z.string().min(1).max(40).nullable().default(null),
    last_layers: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('Of what the method trains, only so many of the last layers; null: all of it'),
    upper_share: z
      .number()
      .gt(0)
      .max(1)
      .nullable()
      .default(null)
      .describe('The same as a share of the layers, rounded up'),
    pattern: z
      .string()
      .max(1_000)
      .nullable()
      .default(null)
      .describe('A regular expression; weights whose name it finds are trained too'),
    rows: z
      .strictObject({
        tasks: z
          .array(z.string().min(1))
          .min(1)
          .nullable()
          .default(null)
          .describe('Only rows of these data sets, by their names; null: all'),
        labels: z.array(z.string().min(1)).min(1).nullable().default(null).describe('Only rows of these'),
        harder_than: share.default(0).describe('A share of the rows in order of difficulty, to leave out'),
        easier_than: share.default(1).describe('0.5: the easier half, by the loss of the untrained base'),
      })
      .refine(({ harder_than, easier_than }) => harder_than < easier_than, {
        path: ['harder_than'],
        params: { fault: 'noRows' },
      })
      .prefault({}),
    epochs: z.number().gt(0).nullable().default(null).describe('Over its own rows; neither: one'),
    steps: z.int().min(1).nullable().default(null),
    rate_factor: z.number().gt(0).default(1).describe("Times the learning rate of the run's schedule"),
  })
  .refine(({ epochs, steps }) => epochs === null || steps === null, {
    path: ['steps'],
    params: { fault: 'oneLength' },
  })
  .refine(({ last_layers, upper_share }) => last_layers === null || upper_share === null, {
    path: ['upper_share'],
    params: { fault: 'oneChoice' },
  });
export type Stage = z.output<typeof stageSchema>;
export type StageWish = z.input<typeof stageSchema>;

/** Plans that a name says; they are written out when a run is frozen. */
export const planNames = ['unfreeze_ladder', 'curriculum_easy_to_hard', 'general_to_specific'] as const;
export type PlanName = (typeof planNames)[number];

export const stagesSchema = z.union([z.enum(planNames), z.array(stageSchema).min(1).max(20)]);

/** One of several data sets that a run learns from. */
export const dataSetSchema = z.strictObject({
  version: z
    .uuid()
    .nullable()
    .default(null)
    .describe("A frozen dataset version; null: the run's own, `datasetVersionId`"),
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,39}$/u)
    .describe('What it is called in losses and stages'),
  weight: z.number().gt(0).default(1).describe('How much more often its rows come than by their number'),
});
export type DataSetWish = z.input<typeof dataSetSchema>;

export const dataSetsSchema = z
  .array(dataSetSchema)
  .min(1)
  .max(20)
  .refine(sets => new Set(sets.map(({ name }) => name)).size === sets.length, {
    params: { fault: 'sameName' },
  });
