import { openOnnxBackend } from './tensor/onnx/onnx-backend.ts'
import { initialParameters, parameterShapes, type Architecture } from './policy/transformer/architecture.ts'
import { gradientProgram, updateProgram } from './policy/transformer/training-programs.ts'
import { defaultAdamW } from './tensor/adamw.ts'
import { Rng } from './core/random.ts'
const a: Architecture = { vocabularySize: 512, width: 128, layers: 4, heads: 4, maxLengthTokens: 64, positions: 'learned', mlp: 'silu', mlpWidth: 512 }
const B=64,T=64
const be = await openOnnxBackend({ threads: 2 })
const t0=performance.now()
const g = await be.compile(gradientProgram(a, { sequences: B, positions: T }, { entropy: false }))
const t1=performance.now()
const u = await be.compile(updateProgram(a, defaultAdamW))
console.log('compile', t1-t0, performance.now()-t1)
const inputs: any = {}, into: any = {}
const params = initialParameters(a, Rng.fromSeed(1))
const shapes = parameterShapes(a)
for (const [n, s] of shapes) {
  inputs[n] = be.upload(params.get(n)!, s)
  const acc = be.upload(new Float32Array(params.get(n)!.length), s)
  inputs['accumulated.'+n] = acc; into['gradient.'+n] = acc
}
const rng = Rng.fromSeed(2)
const toks = Int32Array.from({length: B*T}, () => rng.int(0,511))
inputs.tokens = be.upload(toks, [B*T]); inputs.targets = be.upload(toks, [B*T])
inputs.coefficients = be.upload(new Float32Array(B*T).fill(-1/(B*T)), [B*T,1]); inputs.inverseTemperature = be.upload(Float32Array.of(1),[1])
for (let i=0;i<3;i++) await g.run(inputs, into)
const times=[]
for (let i=0;i<10;i++){ const t=performance.now(); await g.run(inputs, into); times.push(performance.now()-t)}
console.log('gradient', times.map(x=>x.toFixed(0)).join(' '))
const ui: any = {}, uo: any = {}
for (const [n, s] of shapes) { const len=params.get(n)!.length
  ui[n]=inputs[n]; ui['gradient.'+n]=into['gradient.'+n]; ui['first.'+n]=be.upload(new Float32Array(len),s); ui['second.'+n]=be.upload(new Float32Array(len),s)
  for (const k of ['parameter.','nextFirst.','nextSecond.']) uo[k+n]=be.upload(new Float32Array(len),s) }
for (const n of ['learningRate','correction1','correction2','maxGradNorm']) ui[n]=be.upload(Float32Array.of(1e-3),[1])
for (let i=0;i<3;i++) await u.run(ui, uo)
const ut=[]
for (let i=0;i<10;i++){ const t=performance.now(); await u.run(ui, uo); ut.push(performance.now()-t)}
console.log('update', ut.map(x=>x.toFixed(1)).join(' '))
