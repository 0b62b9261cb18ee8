import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { HttpSettings } from './http-settings.js';
import { Problem } from './problems/problem.js';

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
  return SwaggerModule.createDocument(app, base, { extraModels: [Problem] });
}
