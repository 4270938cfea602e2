import { auditStep } from './audit.step.js';
import { controlStep } from './control.step.js';
import { flowStep } from './flow.step.js';
import { initialStep } from './initial.step.js';
import { metricStep } from './metric.step.js';
import { operationStep } from './operation.step.js';
import { recurringStep } from './recurring.step.js';
import { storyStep } from './story.step.js';
import { uniqueStep } from './unique.step.js';
import type { SchemaStep } from './schema-step.js';

/** Every step of the schema, in order. */
export const SCHEMA_STEPS: readonly SchemaStep[] = [
  initialStep,
  recurringStep,
  flowStep,
  uniqueStep,
  controlStep,
  operationStep,
  metricStep,
  auditStep,
  storyStep,
];

/** The schema version this code works with. */
export const SCHEMA_VERSION = SCHEMA_STEPS.at(-1)!.version;
