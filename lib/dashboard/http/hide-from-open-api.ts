import type { Type } from '@nestjs/common';

/** What `@ApiExcludeController()` of `@nestjs/swagger` does: the routes are the dashboard's own, not the application's API. */
export function hideFromOpenApi(controller: Type): void {
  Reflect.defineMetadata('swagger/apiExcludeController', [true], controller);
}
