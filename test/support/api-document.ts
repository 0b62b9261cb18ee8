import { Browser } from './browser.ts';

interface ResponseObject {
  readonly content?: Record<string, { schema: { allOf?: { properties?: { code?: { enum: string[] } } }[] } }>;
  readonly headers?: Record<string, unknown>;
}

interface OperationObject {
  readonly parameters?: { readonly in: string; readonly name: string }[];
  readonly requestBody?: object;
  readonly security?: Record<string, unknown>[];
  readonly responses: Record<string, ResponseObject>;
}

/** One call that the OpenAPI document describes. */
export class Operation {
  constructor(
    readonly method: string,
    readonly path: string,
    private readonly object: OperationObject,
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

  takes(place: 'path' | 'query' | 'header'): boolean {
    return this.object.parameters?.some((parameter) => parameter.in === place) ?? false;
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

export async function readOperations(address: string): Promise<Operation[]> {
  const { body } = await new Browser(address).get<{ paths: Record<string, Record<string, OperationObject>> }>(
    '/openapi.json',
  );
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, object]) => new Operation(method.toUpperCase(), path, object)),
  );
}
