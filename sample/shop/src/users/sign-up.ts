import { readEmail, readObject, readText } from '../common/input.js';

export interface SignUp {
  email: string;
  name: string;
}

/** @throws {BadRequestException} */
export function readSignUp(body: unknown): SignUp {
  const { email, name } = readObject(body, 'The sign-up');
  return { email: readEmail(email, 'email'), name: readText(name, 'name', 100) };
}
