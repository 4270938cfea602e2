/** A value among the arguments or the result of a job. */
export interface RedactionPlace {
  /** The job's type; `null` for a search over all types. */
  type: string | null;
  /** `['0', 'user', 'password']`: the number of the argument, and the keys below it; `['result', …]` for the result. */
  path: readonly string[];
  value: unknown;
}

/** Whether the value at this place is hidden. */
export type Redact = (place: RedactionPlace) => boolean;

const SECRET =
  /passw(or)?d|passphrase|secret|token|credential|authori[sz]ation|cookie|api[-_]?key|private[-_]?key|^(pin|cvc|cvv|iban|otp)$|card[-_]?number/i;

/** Hides what is named like a secret: `password`, `accessToken`, `apiKey`, `cardNumber` … */
export const redactSecrets: Redact = ({ path }) => SECRET.test(path.at(-1) ?? '');
