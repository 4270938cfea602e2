import type { CanActivate, ExecutionContext, ModuleMetadata, Type } from '@nestjs/common';
import { JobsOptionsError } from '../errors/index.js';
import {
  describeValue,
  requireKeys,
  requireOneOf,
  requireText,
  requireWholeNumber,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';
import type { Access, Environment } from './api/index.js';
import { redactSecrets, type Redact } from './views/redact.js';

/** Options of `JobsDashboardModule.forRoot()`, or what the factory of `forRootAsync()` returns. */
export interface JobsDashboardOptions {
  /**
   * What whoever sends this request may do: `'all'`, `'read-only'`, `'none'`, or rights one by one, as
   * `{ requeueJobs: true }`. It is asked after the guards, with the request in the context. Default:
   * everything. In production the dashboard is closed without guards and without this.
   */
  access?: (context: ExecutionContext) => Access | Promise<Access>;
  /** Who sends this request, for the audit and the jobs' history. Default: what `request.user` says of itself. */
  actor?: (context: ExecutionContext) => string | null | undefined | Promise<string | null | undefined>;
  /** Nobody may act, whatever their rights. Default `false`. */
  readOnly?: boolean;
  /** Default `'Jobs'`. */
  title?: string;
  /** Shown beside the title, so that nobody takes production for staging. */
  environment?: Environment;
  /** Whether a value in arguments and results is hidden. Default `redactSecrets`: by its name. */
  redact?: Redact;
  /** Where browsers find the mount, when a proxy gives its last segment another name: `'/internal/queue'`. */
  publicPath?: string;
  /** Origins that may show the dashboard in a frame. Default: none. */
  frameAncestors?: string[];
  /** Links of the application, shown in the navigation. */
  links?: { label: string; url: string }[];
  /** Whether recurring jobs may be changed, reset and removed, not only paused and triggered. Default `false`. */
  editRecurring?: boolean;
  /** How long the audit is kept. Default `'90d'`. */
  keepAudit?: Duration;
  /** How often the database is asked while somebody looks. Default `'2s'`. */
  pollInterval?: Duration;
  /** Live streams this process holds open at most; beyond it browsers poll. Default 1000. */
  maxStreams?: number;
}

/** What must be known when the module is defined, also with `forRootAsync()`. */
export interface JobsDashboardStructure {
  /** Where the dashboard is, below the global prefix. Default `'jobs'`. */
  path?: string;
  /** Guards of every page and route, in this order. Their dependencies come from `imports`. */
  guards?: (Type<CanActivate> | CanActivate)[];
  imports?: ModuleMetadata['imports'];
}

export interface ResolvedDashboardOptions extends Required<
  Pick<
    JobsDashboardOptions,
    'readOnly' | 'title' | 'frameAncestors' | 'links' | 'editRecurring' | 'maxStreams'
  >
> {
  access: JobsDashboardOptions['access'];
  actor: JobsDashboardOptions['actor'];
  environment: Environment | null;
  redact: Redact;
  publicPath: string | null;
  keepAudit: number;
  pollInterval: number;
}

const KEYS = [
  'access',
  'actor',
  'readOnly',
  'title',
  'environment',
  'redact',
  'publicPath',
  'frameAncestors',
  'links',
  'editRecurring',
  'keepAudit',
  'pollInterval',
  'maxStreams',
];
const TONES = ['neutral', 'info', 'warning', 'danger'] as const;

/** @throws {JobsOptionsError} naming the option's path, the value and what is allowed. */
export function resolveDashboardOptions(options: JobsDashboardOptions): ResolvedDashboardOptions {
  requireKeys(options, 'JobsDashboardModule', KEYS);
  const { environment, links = [], frameAncestors = [] } = options;
  const flag = (option: 'readOnly' | 'editRecurring') =>
    requireOneOf(options[option] ?? false, `JobsDashboardModule: ${option}`, [true, false]);
  const duration = (option: 'keepAudit' | 'pollInterval', fallback: Duration, min: number) =>
    requireWholeNumber(
      toMilliseconds(options[option] ?? fallback, `JobsDashboardModule: ${option}`),
      `JobsDashboardModule: ${option}`,
      min,
    );
  return {
    access: optionalFunction(options.access, 'access'),
    actor: optionalFunction(options.actor, 'actor'),
    readOnly: flag('readOnly'),
    title: requireText(options.title ?? 'Jobs', 'JobsDashboardModule: title', 100),
    environment: environment
      ? {
          label: requireText(environment.label, 'JobsDashboardModule: environment.label', 40),
          tone: requireOneOf(environment.tone, 'JobsDashboardModule: environment.tone', TONES),
        }
      : null,
    redact: optionalFunction(options.redact, 'redact') ?? redactSecrets,
    publicPath:
      options.publicPath === undefined
        ? null
        : requireText(options.publicPath, 'JobsDashboardModule: publicPath', 500),
    frameAncestors: frameAncestors.map(requireAncestor),
    links: links.map(requireLink),
    editRecurring: flag('editRecurring'),
    keepAudit: duration('keepAudit', '90d', 0),
    pollInterval: duration('pollInterval', '2s', 100),
    maxStreams: requireWholeNumber(options.maxStreams ?? 1_000, 'JobsDashboardModule: maxStreams', 0),
  };
}

/** Segments of a path, without slashes around them: no parameters, for every adapter has its own. */
export function requirePath(path: unknown): string {
  const trimmed = typeof path === 'string' ? path.replaceAll(/^\/+|\/+$/g, '') : path;
  if (typeof trimmed !== 'string' || !/^[\w.~-]+(\/[\w.~-]+)*$/.test(trimmed)) {
    throw new JobsOptionsError(
      `JobsDashboardModule: path must be segments of letters, digits and -._~, like 'ops/jobs' (got ${describeValue(path)})`,
    );
  }
  return trimmed;
}

function optionalFunction<Value>(value: Value, option: string): Value {
  if (value !== undefined && typeof value !== 'function') {
    throw new JobsOptionsError(
      `JobsDashboardModule: ${option} must be a function (got ${describeValue(value)})`,
    );
  }
  return value;
}

/** It becomes part of a header. */
function requireAncestor(origin: unknown, index: number): string {
  if (typeof origin !== 'string' || !/^('self'|https?:\/\/[\w.*-]+(:\d+)?)$/.test(origin)) {
    throw new JobsOptionsError(
      `JobsDashboardModule: frameAncestors[${index}] must be "'self'" or an origin like https://intranet.example.com ` +
        `(got ${describeValue(origin)})`,
    );
  }
  return origin;
}

/** A `javascript:` link would be markup. */
function requireLink({ label, url }: { label: string; url: string }, index: number) {
  if (typeof url !== 'string' || !/^(https?:\/\/|\/)/.test(url)) {
    throw new JobsOptionsError(
      `JobsDashboardModule: links[${index}].url must begin with https://, http:// or / (got ${describeValue(url)})`,
    );
  }
  return { label: requireText(label, `JobsDashboardModule: links[${index}].label`, 60), url };
}
