/** The base of every error this package throws. Its message names the thing, the value and the next step. */
export abstract class JobsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
