// Tasks of our own in the form of BFCL: one call, one of several functions, several calls at once.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

const text = { type: 'string', description: '' }

const timetable = {
  name: 'trains.next',
  description: 'The next trains from one station to another.',
  parameters: {
    type: 'dict',
    properties: {
      start: { ...text, description: 'The station to leave from.' },
      end: { ...text, description: 'The station to arrive at.' },
      count: { type: 'integer', description: 'How many trains to list. Default 3.' },
    },
    required: ['start', 'end'],
  },
}

const convert = {
  name: 'convert_length',
  description: 'Convert a length from one unit to another.',
  parameters: {
    type: 'dict',
    properties: {
      value: { type: 'float', description: 'The length.' },
      from: { ...text, description: 'Its unit, such as "mile".' },
      to: { ...text, description: 'The unit wanted, such as "kilometre".' },
    },
    required: ['value', 'from', 'to'],
  },
}

const ask = (content: string): JsonObject[][] => [[{ role: 'user', content }]]

export const sampleRecords: { readonly [split in Split]: readonly JsonObject[] } = {
  train: [
    {
      id: 'sample-simple',
      question: ask('List the next five trains from Ghent to Bruges.'),
      function: [timetable],
      ground_truth: [{ 'trains.next': { start: ['Ghent', 'Gent'], end: ['Bruges', 'Brugge'], count: [5] } }],
    },
    {
      id: 'sample-multiple',
      question: ask('How many kilometres are 26.2 miles?'),
      function: [timetable, convert],
      ground_truth: [
        { convert_length: { value: [26.2], from: ['mile', 'miles'], to: ['kilometre', 'kilometres', 'km'] } },
      ],
    },
  ],
  test: [
    {
      id: 'sample-parallel',
      question: ask('When do the next trains go from Oslo to Bergen, and the way back?'),
      function: [timetable, convert],
      ground_truth: [
        { 'trains.next': { start: ['Oslo'], end: ['Bergen'], count: ['', 3] } },
        { 'trains.next': { start: ['Bergen'], end: ['Oslo'], count: ['', 3] } },
      ],
    },
  ],
}
