import type first from './en/first.js';
import type rest from './en/rest.js';

/** Every text of the dashboard. The English catalogue says which there are; the others have the same. */
export type MessageKey = keyof typeof first | keyof typeof rest;

/** Texts with the values in them, in the viewer's language. */
export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;
