// A resources server of NeMo Gym (nemo_gym/base_resources_server.py): a row of its data set with a `response` goes to
// `POST /verify`, which gives it back with a `reward`, or with `mask_sample` where it could not be judged.
import { at, fine, type KnownTasks, type ServerLooks } from './server-looks.ts'

const rows = 20

export async function lookAtNemoGym(looks: ServerLooks, known: KnownTasks | null): Promise<void> {
  const asked = (known?.nemoGymRows ?? []).slice(0, rows)
  const answered = (row: object, text: string, status = 'completed'): object => ({
    ...row,
    response: {
      id: 'resp-check',
      created_at: 0,
      model: 'check',
      object: 'response',
      status,
      output: [
        {
          id: 'msg-check',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text, annotations: [] }],
        },
      ],
      parallel_tool_calls: true,
      tool_choice: 'auto',
      tools: [],
    },
  })
  await looks.oddBodies('/verify', ['{"responses_create_params": 3}', '{"response": {"output": "x"}}'])
  const unjudged = 'What cannot be judged is refused or masked, and has no reward of 0.'
  await looks.tell('contract', 'served-unjudged', unjudged, async () => {
    const nameless = { responses_create_params: { input: [] }, rlvr: 'no such task' }
    const bad = [answered(nameless, 'x'), ...asked.slice(0, 1).map((row) => answered(row, 'x', 'failed'))]
    for (const body of bad) {
      const { status, value } = await looks.ask('/verify', body)
      if (status < 400 && at(value, 'mask_sample') !== true)
        return ['fault', `${JSON.stringify(body).slice(0, 120)} has the reward ${String(at(value, 'reward'))}`]
    }
    return fine
  })
  if (asked.length === 0) {
    const detail = 'its rows are not had from the server: name its environment by `--environment ID`'
    await looks.tell('contract', 'served-verdict', 'A row is judged.', () => ['skipped', detail])
    return
  }
  const verify = async (row: object, text: string): Promise<number | null> => {
    const { status, value, text: said } = await looks.ask('/verify', answered(row, text))
    if (status >= 400) throw new Error(`POST /verify answers ${status}: ${said.slice(0, 200)}`)
    const reward = at(value, 'reward')
    return at(value, 'mask_sample') === true || typeof reward !== 'number' ? null : reward
  }
  await looks.tell('contract', 'served-verdict', 'A row is judged, and the same again.', async () => {
    const [first] = asked as [object]
    const [one, two] = [await verify(first, '<answer>x</answer>'), await verify(first, '<answer>x</answer>')]
    return one !== null && one === two ? fine : ['fault', `it has the reward ${one}, then ${two}`]
  })
  await looks.floor(async (text, place) => await verify(asked[place % asked.length] as object, text))
}
