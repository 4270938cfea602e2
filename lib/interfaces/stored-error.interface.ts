/** A thrown value as it is stored and shown: plain data, whatever was thrown. */
export interface StoredError {
  /** The error's `name`; `"NonError"` when something else than an Error was thrown. */
  name: string;
  message: string;
  stack?: string;
  /** The driver's or Node's `code`, when it has one. */
  code?: string;
  cause?: StoredError;
}
