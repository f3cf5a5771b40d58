import type { Migrations } from '#platform/database/migrate.ts';
import { platformMigrations } from '#platform/platform.ts';
import { dataMigrations } from '#stages/data/data.tables.ts';
import { evaluationMigrations } from '#stages/evaluation/evaluation.tables.ts';
import { feedbackMigrations } from '#stages/feedback/feedback.tables.ts';
import { labelingMigrations } from '#stages/labeling/labeling.tables.ts';
import { loopMigrations } from '#stages/loop/loop.tables.ts';
import { modelsMigrations } from '#stages/models/models.tables.ts';
import { needMigrations } from '#stages/need/need.tables.ts';
import { servingMigrations } from '#stages/serving/serving.tables.ts';
import { tuningMigrations } from '#stages/tuning/tuning.tables.ts';

/** Every migration of the program by its global number. */
export const migrations: Migrations = {
  ...platformMigrations,
  ...needMigrations,
  ...modelsMigrations,
  ...dataMigrations,
  ...labelingMigrations,
  ...tuningMigrations,
  ...evaluationMigrations,
  ...servingMigrations,
  ...feedbackMigrations,
  ...loopMigrations,
};
