import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { HttpSettings } from './http-settings.js';
import { problemContent } from './problems/api-problems.decorator.js';
import { Problem } from './problems/problem.js';

type Operations = Record<string, OperationObject>;
type OperationObject = Pick<NonNullable<OpenAPIObject['paths'][string]['get']>, 'requestBody' | 'responses'>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;
type ResponseObject = Exclude<OperationObject['responses'][string], { $ref: string } | undefined>;

const REQUEST_ID = {
  description: 'Of the request; also in logs and audit events',
  schema: { type: 'string' },
} as const;

/** The page's own style and images are inline; scripts are files. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Serves the OpenAPI 3.1 document at `/openapi.json` and its page at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication, settings: HttpSettings): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (/^\/docs(\/|$|\?)/.test(request.url)) reply.header('content-security-policy', DOCS_POLICY);
    done(null, payload);
  });
  SwaggerModule.setup('docs', app, () => documentOf(app, settings), { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
}

function documentOf(app: NestFastifyApplication, settings: HttpSettings): OpenAPIObject {
  const cookieName = settings.refreshCookieName;
  const description =
    'Accounts, access tokens and rotating refresh tokens. Errors are RFC 9457 problem details with a `code`.';
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Ratchet')
    .setDescription(description)
    .setVersion('0.1.0')
    .addServer(settings.publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt' })
    .addCookieAuth(cookieName, { type: 'apiKey', in: 'cookie', name: cookieName }, 'refresh')
    .build();
  const document = SwaggerModule.createDocument(app, base, { extraModels: [Problem] });
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path as Operations))) {
    describeWhatAllAnswer(operation);
    describeBody(operation, document.components?.schemas ?? {});
  }
  return document;
}

/** The validation refuses members that it does not know, and takes a missing body for an empty one. */
function describeBody({ requestBody }: OperationObject, schemas: Schemas): void {
  if (requestBody === undefined || '$ref' in requestBody) return;
  const { schema } = requestBody.content['application/json'] ?? {};
  if (schema === undefined || !('$ref' in schema)) return;
  const members = schemas[schema.$ref.replace('#/components/schemas/', '')] as SchemaObject;
  members.additionalProperties = false;
  requestBody.required = (members.required ?? []).length > 0;
}

function describeWhatAllAnswer({ responses }: OperationObject): void {
  responses.default = {
    description: 'What no route expects: a bug (500), a wrong method (405), a request that is hardly HTTP (408, 431)',
    content: problemContent(['internal-error', 'method-not-allowed', 'malformed-request']),
  };
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = { ...response.headers, 'x-request-id': REQUEST_ID };
  }
}
