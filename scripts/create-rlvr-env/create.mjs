#!/usr/bin/env node
// `npm create rlvr-env NAME -- FLAGS`: runs `rlvr init NAME FLAGS` of the rlvr that came with this package.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const manifest = new URL(import.meta.resolve('rlvr/package.json'))
const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
const program = fileURLToPath(new URL(bin.rlvr, manifest))
const { status, error } = spawnSync(process.execPath, [program, 'init', ...process.argv.slice(2)], { stdio: 'inherit' })
if (error !== undefined) throw error
process.exitCode = status ?? 1
