/**
 * How arguments and results become text and come back. Replace it (the module's `serializer`
 * option) to encrypt or compress what is stored.
 */
export interface JobSerializer {
  /**
   * @param subject What is being stored, for error messages: `argument 1 of EmailService.send`.
   * @throws {JobSerializationError} when the value would not survive.
   */
  serialize(value: unknown, subject: string): string;

  /** @throws when the text was not written by `serialize()`. */
  deserialize(text: string): unknown;
}
