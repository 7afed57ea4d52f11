// The things that may be meant, each with what is true of it: a table of our own. What is not listed is not true.

export interface Thing {
  readonly name: string
  readonly is: ReadonlySet<string>
}

/** Of a kind: what is true of all of it, then a thing a line with what is true of it besides. */
const kinds: readonly (readonly [common: string, things: string])[] = [
  [
    'animal mammal',
    `dog: farm meat
cat: farm meat
horse: farm big
cow: farm big horns
pig: farm
goat: farm horns
rabbit: farm
hamster: farm small
donkey: farm big
camel: farm big
wolf: meat
fox: meat
bear: meat big
lion: meat big
tiger: meat big
elephant: big
giraffe: big
zebra: big
deer: horns
moose: big horns
mouse: small
squirrel: tree
mole: small
hedgehog: small
bat: flies small
whale: water big
dolphin: water meat
seal: water meat
otter: water meat
beaver: water
hippopotamus: water big`,
  ],
  [
    'animal bird',
    `chicken: farm
duck: farm flies water
goose: farm flies water
parrot: farm flies
canary: farm flies small yellow
eagle: flies meat
owl: flies meat
hawk: flies meat
sparrow: flies small
robin: flies small red
swan: flies water
gull: flies water meat
penguin: water meat
ostrich: big
peacock: farm
woodpecker: flies tree`,
  ],
  [
    'animal fish water',
    `salmon: meat food
shark: meat big
goldfish: farm small
herring: food
trout: farm food
tuna: meat food big
eel: meat`,
  ],
  [
    'animal insect small',
    `bee: flies farm
wasp: flies meat
butterfly: flies
mosquito: flies
ant:
beetle:
dragonfly: flies meat
ladybird: flies red meat
grasshopper:`,
  ],
  [
    'plant',
    `oak: tree big
pine: tree big
birch: tree big
palm: tree big
willow: tree big
cherry tree: tree big flower
rose: flower red
tulip: flower
sunflower: flower yellow
daisy: flower small
dandelion: flower small yellow
water lily: flower water
poppy: flower red small
lavender: flower
cactus:
fern:
moss: small
grass: small
reed: water
ivy:
nettle:`,
  ],
  [
    'plant food',
    `apple: tree sweet small red
pear: tree sweet small
plum: tree sweet small
cherry: tree sweet small red
lemon: tree small yellow
orange: tree sweet small
banana: tree sweet yellow
coconut: tree
walnut: tree small
olive: tree small
strawberry: sweet small red
grape: sweet small
melon: sweet
pineapple: sweet yellow
tomato: small red
carrot: small
potato: small
onion: small
pumpkin:
cucumber:
cabbage:
garlic: small
chilli: small red
maize: yellow
rice: small`,
  ],
  [
    'food',
    `bread:
cheese: yellow
butter: yellow small
egg: small
honey: sweet yellow
chocolate: sweet small
cake: sweet
ice cream: sweet
soup:
sausage:
pizza: red
biscuit: sweet small`,
  ],
  [
    'vehicle',
    `car: wheels engine big metal
lorry: wheels engine big metal
bus: wheels engine big metal
train: wheels engine big metal
tram: wheels engine big metal
motorcycle: wheels engine metal sit
bicycle: wheels metal sit
scooter: wheels metal
tractor: wheels engine big metal
fire engine: wheels engine big metal red
cart: wheels wood
wheelbarrow: wheels metal garden
skateboard: wheels wood
aeroplane: wheels engine big metal flies
helicopter: engine big metal flies
balloon: big flies
glider: wheels big flies
rocket: engine big metal flies
ship: engine big metal water
ferry: engine big metal water
submarine: engine metal water big
canoe: wood water
raft: wood water big
sailing boat: wood water big
sledge: wood warm`,
  ],
  [
    'instrument',
    `violin: strings wood
cello: strings wood
guitar: strings wood
harp: strings wood big
banjo: strings
piano: strings wood big
flute: blown metal
trumpet: blown metal
tuba: blown metal big
trombone: blown metal
clarinet: blown wood
recorder: blown wood small
whistle: blown small
mouth organ: blown metal small
organ: blown big
drum: wood
triangle: metal small
bell: metal
xylophone: wood small
synthesizer: engine`,
  ],
  [
    'tool',
    `hammer: metal
saw: metal cuts
axe: metal cuts
knife: metal cuts small
scissors: metal cuts small
screwdriver: metal small
pliers: metal small
nail: metal small
drill: metal engine
spade: metal garden
rake: wood garden
hoe: wood garden
lawn mower: metal garden cuts engine wheels
watering can: metal garden water
broom: wood
ladder: wood big
needle: metal small
paintbrush: wood small
chainsaw: metal cuts engine`,
  ],
  [
    'furniture',
    `chair: wood sit
sofa: sit big
bed: wood sit big
bench: wood sit garden
stool: wood sit
armchair: sit
hammock: sit garden
table: wood
desk: wood
wardrobe: wood big
bookcase: wood big
mirror: small
lamp: engine
carpet:
cradle: wood sit`,
  ],
  [
    'clothing',
    `hat: head
cap: head small
helmet: head metal
crown: head metal yellow
woolly hat: head warm
shoe: feet
boot: feet warm
sandal: feet small
sock: feet warm small
slipper: feet warm
skate: feet metal
scarf: warm
glove: warm small
coat: warm
jumper: warm
shirt:
trousers:
ring: metal small
watch: metal small engine
swimming costume: water`,
  ],
]

export const things: readonly Thing[] = kinds.flatMap(([common, lines]) =>
  lines.split('\n').map((line) => {
    const [name = '', own = ''] = line.split(':')
    return { name, is: new Set(`${common} ${own}`.trim().split(/\s+/)) }
  }),
)
