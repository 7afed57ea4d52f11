// A back end of this machine that says of itself what one on a device says: its tensors are out of the host's reach.
// What it counts as crossing would cross a bus.
import type { Backend } from '../../src/tensor/backend.ts'

export function onDevice(backend: Backend): Backend {
  return {
    name: backend.name,
    keepsArrays: false,
    onDevice: true,
    traffic: backend.traffic,
    compile: async (program) => await backend.compile(program),
    upload: (data, shape) => backend.upload(data, shape),
    download: async (tensor) => await backend.download(tensor),
    dispose: (tensor) => backend.dispose(tensor),
    close: async () => await backend.close(),
  }
}
