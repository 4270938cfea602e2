import type { Dialect } from '../dialects/dialect.js';

/** One step of the schema. Released steps are never edited; a change is a new step at the end of the list. */
export interface SchemaStep {
  /** 1, 2, 3 …: what the schema table holds once the step has run. */
  version: number;
  /** When the step was written (epoch ms): TypeORM orders migrations by it. */
  timestamp: number;
  name: string;
  statements(dialect: Dialect): string[];
}
