// A table of routes: `METHOD /path` and what answers it.
import type { Context } from 'hono'
import type { Asking } from '../../http/http-app.ts'
import type { Served } from '../protocol.ts'
import type { ServedEnvironment } from '../served-environment.ts'

export type OrsRoutes = {
  readonly [route: string]: (context: Context, asking: Asking) => Response | Promise<Response>
}

/**
 * The environment that a request is of: that of its path, else that of the header `X-Deployment` (`name` or
 * `owner/name`, which clients always send) where it is one of ours, else the first. Throws `ProtocolFault`.
 */
export function environmentOf({ environments }: Served, context: Context): ServedEnvironment {
  const path = context.req.param('env')
  if (path !== undefined) return environments.named(path.toLowerCase())
  const deployed = context.req.header('x-deployment')?.split('/').at(-1)?.toLowerCase()
  return environments.named(environments.names.find((name) => name === deployed) ?? environments.names[0])
}
