import { raw } from 'sql-template-tag';

/** The state of a job that is due: one with a gate has to come through it first. */
export const READY = raw(`CASE WHEN job.gate IS NULL THEN 'enqueued' ELSE 'throttled' END`);
