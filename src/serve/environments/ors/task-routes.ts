// ORS's routes of an environment that need no session: its tools, splits and tasks.
// After openreward 0.1.167, `environments/server.py`.
import type { Served } from '../protocol.ts'
import { ofRange, ofSplit, ofTask, readOrsBody } from './ors-bodies.ts'
import { environmentOf, type OrsRoutes } from './ors-route.ts'
import { numTasks, readSplit, splits, taskAt, taskSpec, taskSpecs } from './ors-tasks.ts'
import { listedTools } from './ors-tools.ts'

export function taskRoutes(served: Served): OrsRoutes {
  return {
    'GET /tools': (context) => context.json(listedTools(environmentOf(served, context).spec.tools)),
    'GET /splits': (context) => {
      environmentOf(served, context)
      return context.json(splits)
    },
    'POST /tasks': async (context) => {
      const environment = environmentOf(served, context)
      const { split } = await readOrsBody(context, ofSplit)
      return context.json({ tasks: await taskSpecs(environment, readSplit(split)), env_name: environment.name })
    },
    'POST /num_tasks': async (context) => {
      const environment = environmentOf(served, context)
      const { split } = await readOrsBody(context, ofSplit)
      return context.json({ num_tasks: await numTasks(environment, readSplit(split)) })
    },
    'POST /task': async (context) => {
      const environment = environmentOf(served, context)
      const { split, index } = await readOrsBody(context, ofTask)
      const found = await taskAt(environment, readSplit(split), index)
      return context.json({ task: taskSpec(found), env_name: environment.name })
    },
    'POST /task_range': async (context) => {
      const environment = environmentOf(served, context)
      const { split, start, stop } = await readOrsBody(context, ofRange)
      const range = { start: start ?? undefined, stop: stop ?? undefined }
      return context.json({ tasks: await taskSpecs(environment, readSplit(split), range), env_name: environment.name })
    },
  }
}
