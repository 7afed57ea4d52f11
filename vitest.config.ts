import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: './tests/temporary-folder.ts',
    reporters: ['default', './tests/closing-line.ts'],
    typecheck: { enabled: false },
  },
})

export default config
