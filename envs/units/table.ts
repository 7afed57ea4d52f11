// Units of tasks with their sizes in whole steps of the smallest unit of their kind. Inch, foot and yard: the
// international yard of 1959 (0.9144 m).

export interface UnitOfTask {
  readonly symbol: string
  readonly name: string
  readonly steps: number
}

const unit = (symbol: string, name: string, steps: number): UnitOfTask => ({ symbol, name, steps })

export type UnitKind = 'length' | 'mass' | 'time' | 'volume' | 'area' | 'speed' | 'imperialLength'

export const kinds: { readonly [kind in UnitKind]: readonly UnitOfTask[] } = {
  length: [
    unit('mm', 'millimetres', 1),
    unit('cm', 'centimetres', 10),
    unit('m', 'metres', 1000),
    unit('km', 'kilometres', 1_000_000),
  ],
  mass: [
    unit('mg', 'milligrams', 1),
    unit('g', 'grams', 1000),
    unit('kg', 'kilograms', 1_000_000),
    unit('t', 'tonnes', 1_000_000_000),
  ],
  time: [unit('s', 'seconds', 1), unit('min', 'minutes', 60), unit('h', 'hours', 3600), unit('d', 'days', 86_400)],
  volume: [
    unit('mL', 'millilitres', 1),
    unit('cL', 'centilitres', 10),
    unit('L', 'litres', 1000),
    unit('m^3', 'cubic metres', 1_000_000),
  ],
  area: [
    unit('cm^2', 'square centimetres', 1),
    unit('m^2', 'square metres', 10_000),
    unit('ha', 'hectares', 100_000_000),
    unit('km^2', 'square kilometres', 10_000_000_000),
  ],
  // In steps of 1/180 m/s.
  speed: [
    unit('km/h', 'kilometres per hour', 50),
    unit('m/s', 'metres per second', 180),
    unit('m/min', 'metres per minute', 3),
  ],
  // In tenths of a millimetre.
  imperialLength: [
    unit('cm', 'centimetres', 100),
    unit('in', 'inches', 254),
    unit('ft', 'feet', 3048),
    unit('yd', 'yards', 9144),
    unit('m', 'metres', 10_000),
  ],
}
