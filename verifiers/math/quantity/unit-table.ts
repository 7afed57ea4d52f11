// The units that answers are given in, with exact factors. One row a unit: symbols | words | factor | what it is a multiple of | prefixes.
// The last two may be empty. A unit of its own kind has no factor. Plurals are made by `unit-names.ts`.
// Sources: SI brochure (9th edition, 2019; eV by the exact charge of that year), NIST SP 811 (2008), appendix B: the inch is
// 2.54 cm and the pound 0.45359237 kg exactly, the gallon 231 cubic inches. Units that are rare in answers and exact in
// mathjs are looked up there (`library-units.ts`); here is what is everyday, takes prefixes, has a zero or a power of π, is
// money, or is rounded there (acre, rod, mmHg, kip, eV). The tests hold every name of mathjs to its table.

/** `si`: k, M, m, µ, … before symbols, kilo, mega, … before words; `byte`: those from kilo up and Ki, Mi, ….  */
export const unitRows = `
m | metre meter 米 公尺 | | | si
kg | kilo 公斤 | | |
g gm | gram gramme 克 | 1/1000 | kg | si
s sec secs | second 秒 | | | si
A | ampere amp | | | si
K | kelvin | | | si
mol | mole | | | si
cd | candela | | | si
rad | radian | | | si
sr | steradian | | | si
bit b | | | | byte
count-of-decays | | | |
dose-equivalent | | | |

in | inch 英寸 | 0.0254 | m |
ft | foot 英尺 | 0.3048 | m |
yd | yard | 0.9144 | m |
mi | mile 英里 | 1609.344 | m |
nmi | nautical-mile | 1852 | m |
rd | rod | 5.0292 | m |
furlong | | 201.168 | m |
fathom | | 1.8288 | m |
Å | angstrom ångström | 1/10000000000 | m |
micron | | 1/1000000 | m |
au AU | astronomical-unit | 149597870700 | m |
ly | light-year lightyear | 9460730472580800 | m |
公里 | | 1000 | m |
公分 | | 0.01 | m |
里 | | 500 | m |
尺 | | 1/3 | m |

ha | hectare 公顷 | 10000 | m^2 |
acre | | 4046.8564224 | m^2 |
亩 | | 2000/3 | m^2 |
sqkm | | 1000000 | m^2 |
sqm | | 1 | m^2 |
sqcm | | 0.0001 | m^2 |

L l ℓ | litre liter 升 | 0.001 | m^3 | si
cc | | 0.000001 | m^3 |
gal | gallon 加仑 | 0.003785411784 | m^3 |
qt | quart | 0.000946352946 | m^3 |
pt | pint | 0.000473176473 | m^3 |
cup | | 0.0002365882365 | m^3 |
floz | fluid-ounce fluidounce | 0.0000295735295625 | m^3 |
tbsp | tablespoon | 0.00001478676478125 | m^3 |
tsp | teaspoon | 0.00000492892159375 | m^3 |
bbl | oil-barrel | 0.158987294928 | m^3 |

lb lbs lbm | pound poundmass 磅 | 0.45359237 | kg |
oz | ounce 盎司 | 0.028349523125 | kg |
t | tonne metric-ton 吨 | 1000 | kg | ton
ton | short-ton | 907.18474 | kg |
ton | | 1000 | kg |
long-ton | | 1016.0469088 | kg |
stone | | 6.35029318 | kg |
ct carat | | 0.0002 | kg |
Da amu | dalton | 1.66053906660e-27 | kg | si
斤 | | 0.5 | kg |

min mins | minute 分钟 分鐘 分 | 60 | s |
h hr hrs | hour 小时 小時 | 3600 | s |
day | 天 日 | 86400 | s |
wk wks week | 周 星期 | 604800 | s |
fortnight | | 1209600 | s |
month mo mos | 个月 | | month |
yr yrs year | 年 | 12 | month |
decade | | 120 | month |
century | | 1200 | month |
millennium | | 12000 | month |
Hz | hertz | 1 | s^-1 | si
Bq | becquerel | 1 | count-of-decays s^-1 | si
Ci | curie | 37000000000 | count-of-decays s^-1 | si
Gy | gray | 1 | m^2 s^-2 | si
Sv | sievert | 1 | dose-equivalent m^2 s^-2 | si

mph | | 0.44704 | m s^-1 |
kph kmh kmph | | 5/18 | m s^-1 |
fps | | 0.3048 | m s^-1 |
mps | | 1 | m s^-1 |
kn kt | knot | 463/900 | m s^-1 |

° deg | degree 度 | 1/180 pi | rad |
′ arcmin | arcminute minute-of-arc minute | 1/10800 pi | rad |
″ arcsec | arcsecond second-of-arc second | 1/648000 pi | rad |
grad | gradian gon | 1/200 pi | rad |
rev revs | revolution cycle | 2 pi | rad |
rpm | | 1/30 pi | rad s^-1 |
rps | | 2 pi | rad s^-1 |

°C ℃ degC C | celsius deg-c centigrade degree-celsius degree-centigrade degree-c 摄氏度 | 1 + 273.15 | K |
°F ℉ degF F | fahrenheit deg-f degree-fahrenheit degree-f 华氏度 | 5/9 + 459.67 | K |
°R degR | rankine | 5/9 | K |

N | newton 牛顿 牛 | 1 | kg m s^-2 | si
Nm | | 1 | kg m^2 s^-2 | si
Ns | | 1 | kg m s^-1 | si
lbf | pound-force poundforce | 4.4482216152605 | kg m s^-2 |
kip | | 4448.2216152605 | kg m s^-2 |
kgf | kilogram-force kilogramforce | 9.80665 | kg m s^-2 |
J | joule 焦耳 焦 | 1 | kg m^2 s^-2 | si
Wh | watt-hour | 3600 | kg m^2 s^-2 | si
eV | electronvolt electron-volt | 1.602176634e-19 | kg m^2 s^-2 | si
cal | calorie 卡 | 4.184 | kg m^2 s^-2 | si
Cal | | 4184 | kg m^2 s^-2 |
BTU Btu | | 1055.05585262 | kg m^2 s^-2 |
W | watt 瓦 瓦特 | 1 | kg m^2 s^-3 | si
hp | horsepower | 745.69987158227022 | kg m^2 s^-3 |
VA | volt-ampere | 1 | kg m^2 s^-3 | si
Pa | pascal 帕 | 1 | kg m^-1 s^-2 | si
bar | | 100000 | kg m^-1 s^-2 | si
atm | atmosphere | 101325 | kg m^-1 s^-2 |
torr Torr | | 101325/760 | kg m^-1 s^-2 |
mmHg mmhg | | 133.322387415 | kg m^-1 s^-2 |
mmHg mmhg | | 101325/760 | kg m^-1 s^-2 |
cmHg | | 1333.22387415 | kg m^-1 s^-2 |
inHg | | 3386.388640341 | kg m^-1 s^-2 |
mmH2O | | 9.80665 | kg m^-1 s^-2 |
cmH2O | | 98.0665 | kg m^-1 s^-2 |
psi | | 44482216152605/6451600000 | kg m^-1 s^-2 |
C | coulomb | 1 | A s | si
Ah | ampere-hour amp-hour | 3600 | A s | si
V | volt 伏特 伏 | 1 | kg m^2 s^-3 A^-1 | si
Ω ohm | 欧姆 欧 | 1 | kg m^2 s^-3 A^-2 | si
kilohm | | 1000 | Ω |
megohm | | 1000000 | Ω |
microhm | | 1/1000000 | Ω |
S mho | siemens | 1 | kg^-1 m^-2 s^3 A^2 | si
F | farad | 1 | kg^-1 m^-2 s^4 A^2 | si
H | henry | 1 | kg m^2 s^-2 A^-2 | si
Wb | weber | 1 | kg m^2 s^-2 A^-1 | si
T | tesla | 1 | kg s^-2 A^-1 | si
G gauss | | 0.0001 | kg s^-2 A^-1 |
lm | lumen | 1 | cd sr | si
lx | lux | 1 | cd sr m^-2 | si
M molar | | 1000 | mol m^-3 | si
kat | katal | 1 | mol s^-1 | si
P poise | | 0.1 | kg m^-1 s^-1 | si
dioptre | diopter | 1 | m^-1 |
B | byte 字节 | 8 | bit | byte
bps | | 1 | bit s^-1 | byte

$ USD US$ usd | dollar us-dollar buck 美元 | | |
¢ | cent penny 美分 | 0.01 | $ |
dime | | 0.1 | $ |
nickel | | 0.05 | $ |
€ EUR eur | euro 欧元 | | |
£ GBP gbp | pound quid 英镑 | | |
p pence | penny | 0.01 | £ |
CNY ¥ RMB cny rmb | yuan renminbi 元 块 人民币 | | |
jiao | 角 毛 | 0.1 | 元 |
fen | 分 | 0.01 | 元 |
JPY ¥ jpy | yen 円 日元 | | |
₹ INR Rs rs Re | rupee 卢比 | | |
paisa | paise | 0.01 | ₹ |
₩ KRW | won 원 | | |
₽ RUB | ruble rouble | | |
₱ PHP | peso | | |
MXN | | | |
฿ THB | baht | | |
CHF | franc | | |
A$ AUD | australian-dollar | | |
C$ CAD | canadian-dollar | | |
HK$ HKD | hong-kong-dollar | | |
S$ SGD | singapore-dollar | | |
NZ$ NZD | | | |
R$ BRL | real | | |
₺ TRY | lira | | |
ZAR | rand | | |
ct | cent | 0.01 | € |

dozen | 打 | 12 | 1 |
ppm | | 1/1000000 | 1 |
ppb | | 1/1000000000 | 1 |
м | метр метра метров | 1 | m |
км | километр километра километров | 1000 | m |
дм | | 0.1 | m |
см | сантиметр сантиметра сантиметров | 0.01 | m |
мм | | 0.001 | m |
кг | килограмм килограмма килограммов | 1 | kg |
г | грамм грамма граммов | 0.001 | kg |
мг | | 0.000001 | kg |
с сек | секунда секунды секунд | 1 | s |
мин | минута минуты минут | 60 | s |
ч | час часа часов | 3600 | s |
л | литр литра литров | 0.001 | m^3 |
мл | | 0.000001 | m^3 |
Дж | джоуль джоуля джоулей | 1 | kg m^2 s^-2 |
кДж | | 1000 | kg m^2 s^-2 |
Вт | ватт ватта | 1 | kg m^2 s^-3 |
кВт | | 1000 | kg m^2 s^-3 |
Ом | | 1 | kg m^2 s^-3 A^-2 |
Па | | 1 | kg m^-1 s^-2 |
кПа | | 1000 | kg m^-1 s^-2 |
Гц | | 1 | s^-1 |
`

/** Prefixes by symbol and word, as powers of ten. */
export const decimalPrefixes: readonly (readonly [symbols: string, word: string, power: number])[] = [
  ['Q', 'quetta', 30],
  ['R', 'ronna', 27],
  ['Y', 'yotta', 24],
  ['Z', 'zetta', 21],
  ['E', 'exa', 18],
  ['P', 'peta', 15],
  ['T', 'tera', 12],
  ['G', 'giga', 9],
  ['M', 'mega', 6],
  ['k', 'kilo', 3],
  ['h', 'hecto', 2],
  ['da', 'deca', 1],
  ['da', 'deka', 1],
  ['d', 'deci', -1],
  ['c', 'centi', -2],
  ['m', 'milli', -3],
  ['µ u', 'micro', -6],
  ['n', 'nano', -9],
  ['p', 'pico', -12],
  ['f', 'femto', -15],
  ['a', 'atto', -18],
  ['z', 'zepto', -21],
  ['y', 'yocto', -24],
  ['r', 'ronto', -27],
  ['q', 'quecto', -30],
  ['千', '千', 3],
  ['分', '分', -1],
  ['厘', '厘', -2],
  ['毫', '毫', -3],
  ['微', '微', -6],
  ['纳', '纳', -9],
]

/** Powers of two before bits and bytes. `K` alone is taken as kilo there. */
export const binaryPrefixes: readonly (readonly [symbol: string, word: string, power: number])[] = [
  ['Ki', 'kibi', 10],
  ['Mi', 'mebi', 20],
  ['Gi', 'gibi', 30],
  ['Ti', 'tebi', 40],
  ['Pi', 'pebi', 50],
  ['Ei', 'exbi', 60],
]

/** Plurals that no rule makes, with their singulars. */
export const irregularPlurals: { readonly [plural: string]: string } = {
  feet: 'foot',
  inches: 'inch',
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  geese: 'goose',
  teeth: 'tooth',
  oxen: 'ox',
  dice: 'die',
  leaves: 'leaf',
  knives: 'knife',
  wolves: 'wolf',
  loaves: 'loaf',
  shelves: 'shelf',
  halves: 'half',
  lives: 'life',
  wives: 'wife',
  calves: 'calf',
  vertices: 'vertex',
  indices: 'index',
  matrices: 'matrix',
  radii: 'radius',
  pence: 'penny',
  centuries: 'century',
  millennia: 'millennium',
  movies: 'movie',
  cookies: 'cookie',
  pies: 'pie',
  calories: 'calorie',
  kilocalories: 'kilocalorie',
  ties: 'tie',
  hertz: 'hertz',
  siemens: 'siemens',
  lux: 'lux',
  gross: 'gross',
  celsius: 'celsius',
  bus: 'bus',
  gas: 'gas',
  series: 'series',
}
