import * as z from 'zod';

const orAuto = <Value extends z.ZodType>(value: Value, range: string) =>
  z.union([z.literal('auto'), value], `"auto" or ${range}`).optional();

const usual = {
  n_epochs: orAuto(z.int().min(1).max(50), 'a whole number from 1 to 50'),
  batch_size: orAuto(z.int().min(1).max(256), 'a whole number from 1 to 256'),
  learning_rate_multiplier: orAuto(
    z.number().gt(0).max(1_000),
    'a number above 0: how many times the usual learning rate of the method',
  ),
};

export const supervisedHyperparameters = z.strictObject(usual);
export const dpoHyperparameters = z.strictObject({
  ...usual,
  beta: orAuto(z.number().gt(0).max(2), 'a number above 0 and at most 2'),
});

/** `reinforcement` needs graders, which there are none of here. */
export const methodSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('supervised'),
      supervised: z.strictObject({ hyperparameters: supervisedHyperparameters.optional() }).optional(),
    }),
    z.strictObject({
      type: z.literal('dpo'),
      dpo: z.strictObject({ hyperparameters: dpoHyperparameters.optional() }).optional(),
    }),
  ],
  'supervised or dpo',
);
export type Method = z.infer<typeof methodSchema>;
export type Hyperparameters = z.infer<typeof dpoHyperparameters>;
