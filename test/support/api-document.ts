import { Browser } from './browser.ts';

interface ResponseObject {
  readonly content?: Record<string, { schema: { allOf?: { properties?: { code?: { enum: string[] } } }[] } }>;
  readonly headers?: Record<string, unknown>;
}

/** What a text must be to fit. */
interface TextSchema {
  readonly type: string;
  readonly format?: string;
  readonly enum?: string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: TextSchema;
}

interface BodySchema {
  readonly additionalProperties?: boolean;
}

type BodySchemas = Record<string, BodySchema>;

interface OperationObject {
  readonly parameters?: Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
  readonly security?: Record<string, unknown>[];
  readonly responses: Record<string, ResponseObject>;
}

/** One call that the OpenAPI document describes. */
export class Operation {
  constructor(
    readonly method: string,
    readonly path: string,
    private readonly object: OperationObject,
    private readonly bodies: BodySchemas,
  ) {}

  get name(): string {
    return `${this.method} ${this.path}`;
  }

  /** Those with an answer of their own; "default" is for the rest. */
  get statuses(): number[] {
    return Object.keys(this.object.responses)
      .filter((status) => status !== 'default')
      .map(Number);
  }

  get isGuarded(): boolean {
    return this.object.security?.some((scheme) => 'bearer' in scheme) ?? false;
  }

  get takesBody(): boolean {
    return this.object.requestBody !== undefined;
  }

  get needsBody(): boolean {
    return this.object.requestBody?.required ?? false;
  }

  get takesUnknownMembers(): boolean {
    const { $ref } = this.object.requestBody?.content['application/json'].schema ?? {};
    return this.bodies[$ref?.split('/').at(-1) ?? '']?.additionalProperties !== false;
  }

  takes(place: 'path' | 'query' | 'header'): boolean {
    return this.object.parameters?.some((parameter) => parameter.in === place) ?? false;
  }

  /** The parameters of the query that are texts of the caller's: no numbers, times or words from a list. */
  get texts(): Parameter[] {
    return (this.object.parameters ?? []).filter(
      ({ in: place, schema }) =>
        place === 'query' && schema.type === 'string' && schema.format !== 'date-time' && schema.enum === undefined,
    );
  }

  headersOf(status: number): string[] {
    return Object.keys(this.object.responses[status]?.headers ?? {});
  }

  /** The problem codes of one status, or all. */
  codes(status?: number): string[] {
    const responses = Object.entries(this.object.responses).filter(([key]) => !status || Number(key) === status);
    return responses.flatMap(([, { content }]) =>
      (content?.['application/problem+json']?.schema.allOf ?? []).flatMap(
        ({ properties }) => properties?.code?.enum ?? [],
      ),
    );
  }
}

/** Whether a text fits, whatever it stands for. */
export function fits(text: string, { minLength = 0, maxLength = Infinity, pattern = '' }: TextSchema): boolean {
  return text.length >= minLength && text.length <= maxLength && new RegExp(pattern, 'u').test(text);
}

interface ApiDocument {
  readonly paths: Record<string, Record<string, OperationObject>>;
  readonly components: { readonly schemas: BodySchemas };
}

export async function readOperations(address: string): Promise<Operation[]> {
  const { body } = await new Browser(address).get<ApiDocument>('/openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, object]) => new Operation(method.toUpperCase(), path, object, body.components.schemas),
    ),
  );
}
