import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { problemSchema } from '@clonewatch/contracts';
import { version } from '@clonewatch/runtime';
import { routesOf, type DeclaredRoute } from './guards.js';

/** Zod's JSON Schema is the dialect of OpenAPI 3.1; the marker of the dialect itself is left out. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  return rest;
}

const refusals = ApiResponse({ status: '4XX' as never, content: { 'application/problem+json': { schema: jsonSchema(problemSchema) } } });

/** Document what a route answers. */
export const Returns = (schema: z.ZodType, status = 200): MethodDecorator => applyDecorators(
  ApiResponse({ status, content: { 'application/json': { schema: jsonSchema(schema) } } }), refusals,
);

/** …when it is no JSON: 204 without a body, or a stream of this media type. */
export const ReturnsNothing = (): MethodDecorator => applyDecorators(ApiResponse({ status: 204, description: 'done' }), refusals);
export const ReturnsStream = (mediaType: string): MethodDecorator => applyDecorators(
  ApiResponse({ status: 200, content: { [mediaType]: { schema: { type: 'string' } } } }), refusals,
);

/** Document the query of a route: one parameter per field of its schema. */
export const Takes = (schema: z.ZodObject): MethodDecorator => applyDecorators(
  ...Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, type]) => ApiQuery({ name, required: !type.safeParse(undefined).success, schema: jsonSchema(type) })),
);

/** Document the JSON body of a route. */
export const TakesBody = (schema: z.ZodType): MethodDecorator => ApiBody({ schema: jsonSchema(schema) });

/** The OpenAPI 3.1 document, at /api/openapi.json. Every route is in it, with what it needs of its caller (`x-needs`). */
export function openApi(app: INestApplication): object {
  const config = new DocumentBuilder().setTitle('Clonewatch').setVersion(version).setOpenAPIVersion('3.1.0')
    .setDescription('ctDNA over time: imports, patients, alerts, exports. Decision support; research use.').addBearerAuth().build();
  const document = SwaggerModule.createDocument(app, config);
  for (const route of routesOf(app)) markNeed(document, route);
  return document;
}

function markNeed(document: OpenAPIObject, { name, method, path, need }: DeclaredRoute): void {
  const item = document.paths[path.replace(/:(\w+)/g, '{$1}')] as Record<string, object> | undefined;
  const operation = item?.[method.toLowerCase()];
  if (!operation) throw new Error(`${name} is not in the OpenAPI document: ${method} ${path}`);
  Object.assign(operation, { 'x-needs': need, security: need === 'public' ? [] : [{ bearer: [] }] });
}
