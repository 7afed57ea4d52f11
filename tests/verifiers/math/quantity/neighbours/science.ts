// Units of science: products, quotients, powers, prefixes, words. A gold, replies that say the same (=), and replies that differ by one thing (≠). All by hand.
export const science: string = String.raw`
9.8 \mathrm{~m} / \mathrm{s}^{2}
= 9.8 ¦ 9.8 \text{ m/s}^2 ¦ 9.8\,\mathrm{m}\,\mathrm{s}^{-2} ¦ 9.8 \frac{\mathrm{m}}{\mathrm{s}^2}
= 9.8\ \text{m s}^{-2} ¦ 9.8 \text{ m}\cdot\text{s}^{-2} ¦ 9.8 m/s^2 ¦ 9.8 m/s² ¦ 9.8 m·s⁻² ¦ 9.8 m s^-2
= 9.8 meters per second squared ¦ 9.8 metres per square second ¦ 9.8\text{ meters/second}^2 ¦ 9.8 m/s/s
= 980 \text{ cm/s}^2 ¦ 9.8 \mathrm{N} / \mathrm{kg} ¦ \SI{9.8}{\metre\per\second\squared} ¦ \qty{9.8}{m.s^{-2}}
= a = 9.8 \text{ m/s}^2
≠ 9.8 \text{ m/s} ¦ 9.8 \text{ m} ¦ 9.8 \text{ km/s}^2 ¦ 9.8 \mathrm{~m} / \mathrm{s}^{3} ¦ 9.8 s ¦ 98 cm/s^2
≠ -9.8 \text{ m/s}^2 ¦ 9.8 \text{ ft/s}^2 ¦ 9.8 meters per second
20 \text{ m/s}
= 72 km/h ¦ 72 \text{ kph} ¦ 72 kilometers per hour ¦ 72 kilometres an hour ¦ 2000 \mathrm{cm/s} ¦ 20 m s^{-1}
= 1.2 km/min
≠ 72 m/s ¦ 20 km/h ¦ 72 mph ¦ 20 m/min ¦ 20 \text{ m}^2/\text{s}
60 mph
= 60 miles per hour ¦ 60 miles/hour ¦ 60 mi/h ¦ 60 \text{ miles an hour} ¦ 88 ft/s ¦ 96.56064 km/h
≠ 60 km/h ¦ 60 miles per minute ¦ 88 m/s ¦ 60 miles
2.5 \mathrm{~g} / \mathrm{cm}^{3}
= 2500 \text{ kg/m}^3 ¦ 2.5 g/mL ¦ 2.5 grams per cubic centimeter ¦ 2.5 \text{ kg/L} ¦ 2.5 g cm^{-3} ¦ 2.5 g/cm³
= 2.5 \text{g/cc}
≠ 2.5 kg/m^3 ¦ 250 \text{ kg/m}^3 ¦ 2.5 \text{ g/cm}^2 ¦ 2.5 g/L
101.325 \text{ kPa}
= 101325 \text{ Pa} ¦ 1 atm ¦ 1 \text{ atmosphere} ¦ 0.101325 MPa ¦ 760 torr ¦ 1013.25 hPa ¦ 1013.25 mbar
= 1.01325 bar ¦ 101.325
≠ 101.325 Pa ¦ 101.325 MPa ¦ 1 bar ¦ 101.325 \text{ kN} ¦ 1 Pa ¦ 76 mmHg
150 \Omega
= 150 \text{ ohms} ¦ 150 Ω ¦ 0.15 k\Omega ¦ 0.15\,\text{k}\Omega ¦ 150 ¦ 150 \mathrm{\Omega} ¦ 0.15 \mathrm{k\Omega}
≠ 150 k\Omega ¦ 150 \text{ V} ¦ 1500 Ω ¦ 150 m\Omega ¦ 0.15 MΩ
500 \text{ nm}
= 0.5 \mu\text{m} ¦ 0.5\,\mu\mathrm{m} ¦ 0.5 µm ¦ 0.5 um ¦ 5 \times 10^{-7} \text{ m} ¦ 500 nanometers
= 5000 \text{ Å}
≠ 500 \mu\text{m} ¦ 500 mm ¦ 0.5 mm ¦ 500 pm ¦ 500 \text{ N m}
2 \text{ mmol}
= 0.002 \text{ mol} ¦ 2000 \mu\text{mol} ¦ 2 millimoles ¦ 2 \times 10^{-3} mol
≠ 2 mol ¦ 2 \text{ mM} ¦ 2 mmol/L ¦ 0.02 mol
0.1 \text{ M}
= 0.1 \text{ mol/L} ¦ 100 mM ¦ 0.1 moles per liter ¦ 0.1 \text{ mol}\cdot\text{L}^{-1}
≠ 0.1 mol ¦ 0.1 \text{ mM} ¦ 0.1 \text{ m} ¦ 0.1 mol/m^3
3 \text{ eV}
= 3 electronvolts ¦ 4.806529902 \times 10^{-19} \text{ J} ¦ 0.003 keV ¦ 3000 meV
≠ 3 J ¦ 3 \text{ V} ¦ 3 MeV
1 \text{ kWh}
= 3.6 \text{ MJ} ¦ 3600000 J ¦ 1000 Wh ¦ 1 kilowatt-hour ¦ 1 kilowatt hour ¦ 1 kW h ¦ 1\text{ kW}\cdot\text{h}
= 3600 kJ
≠ 1 kW ¦ 1 kW/h ¦ 3.6 J ¦ 3.6 mJ ¦ 1000 W
5 \text{ mW}
= 0.005 W ¦ 5 milliwatts ¦ 5000 \mu W ¦ 5 \times 10^{-3} \text{ W}
≠ 5 MW ¦ 5 \text{ megawatts} ¦ 5 kW ¦ 5 mV ¦ 5 \text{ Mw}
12 \text{ N}\cdot\text{m}
= 12 \text{ N m} ¦ 12 newton-meters ¦ 12 \text{ N·m} ¦ 12 newton meters ¦ 12 \mathrm{Nm} ¦ 1200 \text{ N cm}
= 12 \text{ J}
≠ 12 \text{ N} ¦ 12 \text{ N/m} ¦ 12 \text{ m} ¦ 12 kN m
4.2 \text{ J/(g·°C)}
= 4.2 J/g°C ¦ 4200 \text{ J/(kg K)} ¦ 4.2 \text{ kJ}\cdot\text{kg}^{-1}\cdot\text{K}^{-1} ¦ 4.2 \text{ J/g/K}
= 4.2 \text{ J/g·K} ¦ 4.2 \frac{\text{J}}{\text{g} \cdot {}^\circ\text{C}}
≠ 4.2 \text{ J/g} ¦ 4.2 J/kg ¦ 4.2 J ¦ 4.2 \text{ J/(kg K)}
6 \mathrm{~kg} \cdot \mathrm{m} / \mathrm{s}
= 6 \text{ kg m/s} ¦ 6 kg·m/s ¦ 6 \text{ N s} ¦ 6 \text{ kg}\cdot\text{m}\cdot\text{s}^{-1}
= 6 kilogram meters per second ¦ 6000 g m/s ¦ 6 kg*m/s
≠ 6 \text{ kg m/s}^2 ¦ 6 kg/s ¦ 6 m/s ¦ 6 \text{ N}
8.314 \text{ J mol}^{-1} \text{K}^{-1}
= 8.314 \text{ J/(mol K)} ¦ 8.314 \text{ J/mol·K} ¦ 8.314 \text{ J/(mol}\cdot\text{K)} ¦ 8.314
≠ 8.314 \text{ J/mol} ¦ 8.314 \text{ kJ/(mol K)} ¦ 8.314 \text{ J K/mol}
25^{\circ} \mathrm{C}
= 25 ¦ 25 °C ¦ 25℃ ¦ 25\ ^\circ\text{C} ¦ 25 degrees Celsius ¦ 25 \text{ degrees C} ¦ 25 degrees ¦ 25 celsius
= 298.15 \text{ K} ¦ 77 °F ¦ 77 \text{ degrees Fahrenheit} ¦ 25^\circ ¦ 25 \text{ °C} ¦ 25 摄氏度
≠ 25 °F ¦ 25 K ¦ 298.15 °C ¦ 77 ¦ 77 °C ¦ 24 °C ¦ 45 °F ¦ 25 \text{ C/s}
300 \text{ K}
= 26.85 °C ¦ 300 kelvin ¦ 300 kelvins ¦ 80.33^\circ\text{F} ¦ 300
≠ 300 °C ¦ 26.85 ¦ 300 \text{ k} ¦ 573.15 K ¦ 27 °C
2 \text{ Hz}
= 2 \text{ s}^{-1} ¦ 2 hertz ¦ 2/\text{s} ¦ 0.002 kHz ¦ 2 per second ¦ 120 \text{ per minute}
≠ 2 kHz ¦ 2 s ¦ 2 \text{ rad/s} ¦ 2 \text{ Bq}
300 rpm
= 300 \text{ revolutions per minute} ¦ 5 rev/s ¦ 10\pi \text{ rad/s} ¦ 300 rev/min ¦ 5 revolutions per second
≠ 300 rev/s ¦ 300 \text{ rad/s} ¦ 10 \text{ rad/s} ¦ 300 \text{ revolutions}
3 \text{ L}
= 3000 \text{ mL} ¦ 3000 cm^3 ¦ 3 dm^3 ¦ 3 \text{ liters} ¦ 3 litres ¦ 3000 cc ¦ 0.003 \text{ m}^3 ¦ 300 cL
= 3 cubic decimeters ¦ 3
≠ 3 mL ¦ 3000 \text{ cm}^2 ¦ 3000 ¦ 3 m^3 ¦ 30 cL ¦ 3 gallons
18 \text{ cm}^{3}
= 18 cubic centimetres ¦ 18 cubic centimeters ¦ 18 cm³ ¦ 18 cc ¦ 18 \mathrm{~cm}^{3} ¦ 18\text{ cm cubed}
= 18 \text{ cu. cm} ¦ 18 mL ¦ 18 立方厘米
≠ 18 \text{ cm}^2 ¦ 18 cm ¦ 18 \text{ m}^3 ¦ 18 square centimeters ¦ 18 mm^3 ¦ 18 平方厘米
24 \text{ square feet}
= 24 ft^2 ¦ 24 sq. ft. ¦ 24 sq ft ¦ 24 square foot ¦ 24 \text{ ft}^2 ¦ 24 feet squared ¦ 24 sqft
= 3456 square inches ¦ 24 ¦ 24 \text{ sq. feet}
≠ 24 feet ¦ 24 cubic feet ¦ 24 square yards ¦ 24 square inches ¦ 288 square inches ¦ 24 \text{ ft}^3
2 \text{ acres}
= 2 acre ¦ 87120 square feet ¦ 2 acres
≠ 2 hectares ¦ 2 ft ¦ 43560 square feet ¦ 2 miles
5 \text{ hectares}
= 50000 \text{ m}^2 ¦ 5 ha ¦ 0.05 km^2 ¦ 5 hectare
≠ 5 acres ¦ 5000 m^2 ¦ 5 m^2 ¦ 0.5 km^2
6.02 \times 10^{23}
= 6.02e23 ¦ 6.02 \cdot 10^{23} ¦ 6.02*10**23 ¦ 6.02 × 10^23 ¦ 6.02·10²³ ¦ 6.02E+23 ¦ 602 \times 10^{21}
= 6.02x10^{23}
≠ 6.02 \times 10^{22} ¦ 6.02e-23 ¦ 6.2 \times 10^{23} ¦ 6.02 \times 10^{24} ¦ 6.02 \times 10 + 23
3 \times 10^{8} \mathrm{~m} / \mathrm{s}
= 3.0E8 m/s ¦ 3e8 ¦ 3 \times 10^5 \text{ km/s} ¦ 300000 km/s ¦ 300,000,000 m/s
= 3\cdot 10^8\,\text{m}\,\text{s}^{-1}
≠ 3 \times 10^8 \text{ km/s} ¦ 3 \times 10^7 \text{ m/s} ¦ 300000 m/s ¦ 3 \text{ m/s} ¦ 3 \times 10^{8} \text{ m}
1.6 \times 10^{-19} \text{ C}
= 1.6e-19 C ¦ 1.6 \times 10^{-19} coulombs ¦ 0.16 \text{ aC} ¦ 1.6\times10^{-19}
≠ 1.6 \times 10^{19} \text{ C} ¦ 1.6 \times 10^{-19} \text{ J} ¦ 1.6e-18 C
4 \text{ GB}
= 4 gigabytes ¦ 4000 MB ¦ 4 \text{ GB} ¦ 32 Gb ¦ 4000000 kB ¦ 4000000 KB
≠ 4 Gb ¦ 4 GiB ¦ 4 MB ¦ 4 TB ¦ 4096 MB
2 \text{ KiB}
= 2048 bytes ¦ 2048 B ¦ 16384 bits ¦ 2 kibibytes
≠ 2000 bytes ¦ 2 kB ¦ 2 MiB ¦ 2048 bits
45 \text{ kcal}
= 45 kilocalories ¦ 188.28 kJ ¦ 45000 cal ¦ 45 Cal
≠ 45 cal ¦ 45 kJ ¦ 188.28 J
2 \text{ lb}
= 2 pounds ¦ 32 ounces ¦ 32 oz ¦ 2 lbs ¦ 2 lbs. ¦ 907.18474 g ¦ 2 pound ¦ 2
≠ 2 kg ¦ 2 oz ¦ 16 oz ¦ 32 ¦ £32 ¦ 2 \text{ lb}^2
40 \text{ m}^3/\text{h}
= 40 cubic meters per hour ¦ 40 m^3/h ¦ 40 \frac{\text{m}^3}{\text{h}} ¦ 40000 L/h ¦ 40 m³/hour
≠ 40 m^3 ¦ 40 m^2/h ¦ 40 m^3/s ¦ 40 L/h
7 \text{ N}
= 7 newtons ¦ 7 \text{ kg m/s}^2 ¦ 7 \text{ kg}\cdot\text{m}\cdot\text{s}^{-2} ¦ 0.007 kN ¦ 700000 dynes
≠ 7 \text{ n} ¦ 7 nN ¦ 7 J ¦ 7 \text{ Pa} ¦ 7 \text{ kg m/s}
0.25 \text{ T}
= 250 mT ¦ 0.25 tesla ¦ 2500 gauss ¦ 0.25 \text{ Wb/m}^2
≠ 0.25 t ¦ 250 T ¦ 25 mT ¦ 0.25 \text{ tonnes}
`
