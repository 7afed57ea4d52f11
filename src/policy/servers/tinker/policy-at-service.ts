// Opens a policy at a Tinker-compatible service: its tokenizer, a session, an adapter over the base model, and how the
// service puts losses together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RlvrError } from '../../../core/errors.ts'
import { Rng } from '../../../core/random.ts'
import type { TextCodec } from '../../transformer/text/text-codec.ts'
import { openTextFolder } from '../../transformer/text/hugging-face/open-text-folder.ts'
import { findReduction } from './find-reduction.ts'
import { ServiceSession } from './service-session.ts'
import { TinkerService } from './service.ts'
import type { TinkerOptions } from './tinker-options.ts'
import { TinkerPolicy } from './tinker-policy.ts'

/** Opens it with options that are checked; rejects as `openTinker` says. */
export async function policyAtService(options: TinkerOptions): Promise<TinkerPolicy> {
  const { model: baseModel, rank = 32, optimizer = {}, maxLengthTokens = 2048, maxConcurrent = 64 } = options
  const codec = await openTokenizer(options)
  for (const notice of codec.notices) options.logger?.info(notice)
  const service = new TinkerService(options)
  const seed = Rng.fromSeed(options.seed ?? 0)
    .fork('adapter')
    .int(0, 2 ** 31 - 1)
  const session = await ServiceSession.open(service, { baseModel, rank, seed })
  try {
    const reduction = options.reduction ?? (await reductionOf(session, codec))
    const model = await session.model()
    const name = options.name ?? `tinker:${baseModel}`
    return new TinkerPolicy({
      ...{
        service,
        session,
        model,
        codec,
        baseModel,
        rank,
        reduction,
        optimizer,
        maxLengthTokens,
        maxConcurrent,
        name,
      },
    })
  } catch (thrown) {
    session.close()
    throw thrown
  }
}

async function openTokenizer({ model, tokenizer = model, ...text }: TinkerOptions): Promise<TextCodec> {
  if (!existsSync(join(tokenizer, 'tokenizer.json')))
    throw new RlvrError(
      'RLVR_USAGE',
      `Tokens go in and out of a Tinker-compatible service, so the tokenizer of ${model} is needed here: ${tokenizer} has no tokenizer.json. Name the folder that has it: \`tokenizer\`, \`--set policy.tokenizer=FOLDER\`.`,
    )
  const { templateSwitches, chatTemplate, date } = text
  return await openTextFolder(tokenizer, {
    source: tokenizer,
    ...(templateSwitches !== undefined && { templateSwitches }),
    ...(chatTemplate !== undefined && { chatTemplate }),
    ...(date !== undefined && { date }),
  })
}

async function reductionOf(session: ServiceSession, codec: TextCodec): Promise<'sum' | 'mean'> {
  const { tokens, sampled } = codec.encodeReply({ messages: [{ role: 'user', content: 'What is 1 + 2?' }] }, '3')
  const count = sampled.reduce((sum, mark) => sum + mark, 0)
  const trial = await session.model()
  try {
    return await findReduction(trial, { tokens, sampled, logProbs: new Float32Array(count), sampledBy: null })
  } finally {
    await trial.unload().catch(() => {})
  }
}
