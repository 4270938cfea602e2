import { BadRequestException } from '@nestjs/common';

/** Reads what a client sent, as JSON or as a form, where every value is text. A value that is not allowed is a 400. */
export function readObject(input: unknown, name: string): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new BadRequestException(`${name} must be an object`);
  }
  return input as Record<string, unknown>;
}

export function readList(input: unknown, name: string, max: number): unknown[] {
  if (!Array.isArray(input) || input.length === 0 || input.length > max) {
    throw new BadRequestException(`${name} must be a list of 1 to ${max} entries`);
  }
  return input;
}

export function readText(input: unknown, name: string, max: number): string {
  const text = typeof input === 'string' ? input.trim() : '';
  if (text.length === 0 || text.length > max || /\p{Cc}/u.test(text)) {
    throw new BadRequestException(`${name} must be one line of 1 to ${max} characters`);
  }
  return text;
}

export function readEmail(input: unknown, name: string): string {
  const email = readText(input, name, 200).toLowerCase();
  if (!/^[^\s@<>"(),:;\\]+@[^\s@<>"(),:;\\]+$/.test(email)) {
    throw new BadRequestException(`${name} must be an e-mail address`);
  }
  return email;
}

export function readWholeNumber(input: unknown, name: string, max: number): number {
  const number = toNumber(input);
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new BadRequestException(`${name} must be a whole number from 1 to ${max}`);
  }
  return number;
}

/** An amount of money such as 24.5, in cents. */
export function readCents(input: unknown, name: string, max: number): number {
  const cents = Math.round(toNumber(input) * 100);
  if (!(cents >= 1 && cents <= max * 100)) {
    throw new BadRequestException(`${name} must be an amount from 0.01 to ${max}`);
  }
  return cents;
}

function toNumber(input: unknown): number {
  const isNumeric = typeof input === 'number' || (typeof input === 'string' && input.trim() !== '');
  return isNumeric ? Number(input) : NaN;
}
