import { registerDecorator } from 'class-validator';

/** A check of one's own for a property of a DTO; `validate` is given the whole DTO beside the value. */
export function check(message: string, validate: (value: unknown, object: object) => boolean): PropertyDecorator {
  return (target, property) => {
    const validator = { validate: (value: unknown, args?: { object: object }) => validate(value, args?.object ?? {}) };
    registerDecorator({
      name: 'check',
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator,
    });
  };
}
