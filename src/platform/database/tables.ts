/**
 * Every table of the database by name. A stage adds its own in `<stage>.tables.ts`:
 * `declare module '#platform/database/tables.ts' { interface Tables { record: RecordTable } }`.
 * In TypeScript the columns are camelCase; in SQL they are snake_case (Kysely's CamelCasePlugin).
 */
// eslint-disable-next-line typescript/no-empty-interface
export interface Tables {
  setting: { key: string; value: unknown };
}
