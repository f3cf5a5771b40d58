import { authMigrations } from './auth/auth.tables.ts';
import './events/events.tables.ts';
import './lineage/lineage.tables.ts';

export const platformMigrations = authMigrations;
