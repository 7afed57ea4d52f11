// What can be asked of a thing, and in what words. A question is one of these forms, or "Is it a NAME?", which is a guess.
// Articles, "the thing", capitals and the question mark do not matter.

export interface Property {
  readonly name: string
  /** The canonical question. */
  readonly question: string
  /** Other words for it, as they stand after the articles are left out. */
  readonly also: readonly string[]
}

const of = (name: string, question: string, ...also: readonly string[]): Property => ({ name, question, also })

export const properties: readonly Property[] = [
  of('animal', 'Is it an animal?', 'is it creature'),
  of('plant', 'Is it a plant?', 'is it part of plant'),
  of('food', 'Is it food?', 'is it edible', 'can you eat it', 'do people eat it'),
  of('vehicle', 'Is it a vehicle?', 'is it for transport', 'does it carry people'),
  of('instrument', 'Is it a musical instrument?', 'is it instrument', 'does it make music'),
  of('tool', 'Is it a tool?', 'is it used for work'),
  of('furniture', 'Is it furniture?', 'is it piece of furniture'),
  of('clothing', 'Is it worn?', 'is it clothing', 'do people wear it', 'can you wear it'),
  of('mammal', 'Is it a mammal?'),
  of('bird', 'Is it a bird?'),
  of('fish', 'Is it a fish?'),
  of('insect', 'Is it an insect?'),
  of('flies', 'Can it fly?', 'does it fly'),
  of('water', 'Is it in or on water?', 'does it live in water', 'is it found in water', 'is it used on water'),
  of('farm', 'Is it kept by people?', 'is it pet or farm animal', 'is it domestic'),
  of('meat', 'Does it eat meat?', 'is it carnivore', 'is it predator'),
  of('horns', 'Does it have horns or antlers?', 'does it have horns', 'does it have antlers'),
  of('big', 'Is it bigger than a person?', 'is it larger than person', 'is it big'),
  of('small', 'Does it fit in a hand?', 'is it small'),
  of('tree', 'Does it grow on or as a tree?', 'does it grow on tree', 'is it tree'),
  of('sweet', 'Is it sweet?', 'does it taste sweet'),
  of('flower', 'Is it known for its flowers?', 'is it flower'),
  of('metal', 'Is it mostly made of metal?', 'is it made of metal', 'is it metal'),
  of('wood', 'Is it mostly made of wood?', 'is it made of wood', 'is it wooden'),
  of('wheels', 'Does it have wheels?'),
  of('engine', 'Does it have a motor?', 'does it have engine', 'does it need fuel or electricity'),
  of('strings', 'Does it have strings?'),
  of('blown', 'Is it blown?', 'is it wind instrument', 'do you blow into it'),
  of('cuts', 'Does it cut?', 'is it sharp', 'is it for cutting'),
  of('garden', 'Is it used in a garden?', 'is it garden tool'),
  of('head', 'Is it worn on the head?', 'do you wear it on head'),
  of('feet', 'Is it worn on the feet?', 'do you wear it on feet'),
  of('sit', 'Can you sit or lie on it?', 'can you sit on it', 'can you lie on it'),
  of('warm', 'Is it for cold weather?', 'does it keep you warm'),
  of('red', 'Is it red?'),
  of('yellow', 'Is it yellow?'),
]
