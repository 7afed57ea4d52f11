import { expect, test } from 'vitest'
import { hubSplits } from '../../src/data/hub-layout.ts'

// The file names of openai/gsm8k, google-research-datasets/mbpp, a set with files at the root, and one converted.
test('files are gathered into configurations and splits by the ways the hub names them', () => {
  expect(
    hubSplits([
      'README.md',
      'socratic/test-00000-of-00001.parquet',
      'main/train-00001-of-00002.parquet',
      'main/train-00000-of-00002.parquet',
      'main/test-00000-of-00001.parquet',
    ]),
  ).toEqual([
    { config: 'main', split: 'test', files: ['main/test-00000-of-00001.parquet'] },
    {
      config: 'main',
      split: 'train',
      files: ['main/train-00000-of-00002.parquet', 'main/train-00001-of-00002.parquet'],
    },
    { config: 'socratic', split: 'test', files: ['socratic/test-00000-of-00001.parquet'] },
  ])
  expect(hubSplits(['.gitattributes', 'train.jsonl.gz', 'data/validation.csv', 'default/test/0000.parquet'])).toEqual([
    { config: null, split: 'validation', files: ['data/validation.csv'] },
    { config: null, split: 'test', files: ['default/test/0000.parquet'] },
    { config: null, split: 'train', files: ['train.jsonl.gz'] },
  ])
  expect(hubSplits(['plus/train/0001.parquet', 'plus/train/0000.parquet'])).toEqual([
    { config: 'plus', split: 'train', files: ['plus/train/0000.parquet', 'plus/train/0001.parquet'] },
  ])
})
