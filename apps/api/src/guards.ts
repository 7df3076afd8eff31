import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { needKey, type Need } from './auth.js';

/** A route as its controller declares it; `need` is undefined when nobody said what it needs. */
export interface DeclaredRoute { readonly name: string; readonly method: string; readonly path: string; readonly need: Need | undefined }

/** Every route of every controller, read from the decorators. */
export function routesOf(app: INestApplication): DeclaredRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((m) => [...m.controllers.values()].map((c) => c.metatype as new (...args: never[]) => object));
  return controllers.flatMap((controller) => scanner.getAllMethodNames(controller.prototype as object).flatMap((name) => {
    const handler = (controller.prototype as Record<string, object>)[name]!;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const need = (Reflect.getMetadata(needKey, handler) ?? Reflect.getMetadata(needKey, controller)) as Need | undefined;
    const path = [pathOf(controller), pathOf(handler)].filter(Boolean).join('/');
    return [{ name: `${controller.name}.${name}`, method: RequestMethod[method], path: `/${path}`, need }];
  }));
}

const pathOf = (target: object): string => String(Reflect.getMetadata(PATH_METADATA, target) ?? '').replace(/^\/+|\/+$/g, '');

/** Default deny: an application with a route that does not say what it needs does not start. */
export function proveGuards(app: INestApplication): void {
  const open = routesOf(app).filter((r) => r.need === undefined);
  if (open.length > 0) throw new Error(`without @Needs(…), so nobody knows who may call it: ${open.map((r) => `${r.name} (${r.method} ${r.path})`).join(', ')}`);
}
