import { applyDecorators } from '@nestjs/common';
import { ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { problemSchema } from '@clonewatch/contracts';
import { version } from '@clonewatch/runtime';

/** Zod's JSON Schema is the dialect of OpenAPI 3.1; the marker of the dialect itself is left out. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  return rest;
}

/** Document what a route answers. */
export const Returns = (schema: z.ZodType, status = 200): MethodDecorator => applyDecorators(
  ApiResponse({ status, content: { 'application/json': { schema: jsonSchema(schema) } } }),
  ApiResponse({ status: '4XX' as never, content: { 'application/problem+json': { schema: jsonSchema(problemSchema) } } }),
);

/** The OpenAPI 3.1 document, at /api/openapi.json. */
export function openApi(app: INestApplication): object {
  const config = new DocumentBuilder().setTitle('Clonewatch').setVersion(version).setOpenAPIVersion('3.1.0')
    .setDescription('ctDNA over time: imports, patients, alerts, exports. Decision support; research use.').addBearerAuth().build();
  return SwaggerModule.createDocument(app, config);
}
