// More of every kind: spellings that come up in answers to problems. A gold, replies that say the same (=), and replies that
// differ by one thing (≠). All by hand.
export const more: string = String.raw`
10 \mathrm{~m} / \mathrm{s}
= 10 \mathrm{~m} \mathrm{~s}^{-1} ¦ 10 \mathrm{ms}^{-1} ¦ 10 m/sec ¦ 10 meters/sec ¦ 10 mps ¦ 36 km/hr ¦ 36 km/hour
= 36 \mathrm{~km} / \mathrm{h} ¦ 36 \mathrm{kmh}^{-1} ¦ 10 \frac{m}{s} ¦ 10 \: m/s ¦ 10 {\rm m/s} ¦ 10 m / s
= 10 (m/s)
≠ 36 \mathrm{~km} ¦ 10 \mathrm{~m} \cdot \mathrm{s} ¦ 10 \text{ms} ¦ 10 mph
5 \times 10^{-3} \mathrm{~kg}
= 5 \mathrm{~g} ¦ 0.005 kg ¦ 5e-3 kg ¦ 5 \cdot 10^{-3} kg ¦ 5000 mg ¦ 5 gm ¦ 5 grams
≠ 5 kg ¦ 5 mg ¦ 0.5 g
1200 \text{ rev/min}
= 1200 rpm ¦ 20 rev/s ¦ 1200 RPM ¦ 1200 revolutions/minute
≠ 20 rpm ¦ 1200 Hz
0.5 \text{ A}
= 500 mA ¦ 0.5 amps ¦ 0.5 amperes ¦ 0.5 ampere
≠ 0.5 mA ¦ 0.5 V ¦ 5 A
220 V
= 220 volts ¦ 0.22 kV ¦ 220 \text{ V} ¦ 220\,\mathrm{V}
≠ 220 mV ¦ 220 W
10 \mu F
= 10 \mu\mathrm{F} ¦ 10 µF ¦ 10 microfarads ¦ 1e-5 F ¦ 10 \, \mu \text{F} ¦ 10 uF
≠ 10 mF ¦ 10 F ¦ 10 nF
4 \pi \text{ rad/s}
= 4\pi ¦ 2 rev/s ¦ 120 rpm ¦ 4\pi \text{ radians per second} ¦ 4\pi rad/s
≠ 4 rad/s ¦ 2 rad/s ¦ 4\pi \text{ Hz}
78.5 \text{ cm}^2
= 78.5 ¦ 78.5 sq cm ¦ 78.5 cm^{2} ¦ 78.5 cm2 ¦ 78.5\,cm² ¦ 78.5 square centimetres ¦ 78.5 \text{ sq. cm.}
= 78.5 \text{ cm^2}
≠ 78.5 cm ¦ 78.5 cm^3 ¦ 7.85 cm^2
6 inches
= 6 in ¦ 6 in. ¦ 6" ¦ 6 \text{ in.} ¦ 6 inch ¦ 15.24 cm ¦ 6''
≠ 6 feet ¦ 6 cm ¦ 6'
6 feet
= 6' ¦ 6 ft ¦ 72 inches ¦ 2 yards
≠ 6" ¦ 6 in
100^{\circ} \mathrm{F}
= 100°F ¦ 100 ¦ 100 degrees Fahrenheit ¦ 100 °F ¦ 100 F ¦ 100 deg F
≠ 100 °C ¦ 37 °F
-40 °C
= -40 °F ¦ -40 ¦ 233.15 K ¦ −40 °C
≠ 40 °C ¦ -40 K
8 \%
= 8 percent ¦ 0.08 ¦ 8 ¦ \frac{2}{25} ¦ 8 per cent ¦ eight percent ¦ 8%
≠ 80% ¦ 0.8 ¦ 8 \text{ degrees}
\$1,234.50
= 1234.50 ¦ \$1234.5 ¦ 1,234.50 dollars ¦ $1,234.50 ¦ 1234.5 USD ¦ US$1,234.50 ¦ \$1\,234.50 ¦ \$1{,}234.50
≠ \$1,234.05 ¦ \$1.23450 ¦ €1234.50
$3 per hour
= \$3/hr ¦ 3 dollars an hour ¦ \$3 \text{ per hour} ¦ 3 ¦ \$3/h ¦ $3/hour
≠ \$3 ¦ \$3 per day ¦ 3 hours ¦ €3 per hour
2 \text{ dollars and } 50 \text{ cents}
= \$2.50 ¦ 2.5 dollars ¦ 250 cents ¦ 2 dollars 50 cents ¦ 2.50
≠ \$2.05 ¦ \$2 ¦ 50 cents
\$0.75
= 75 cents ¦ 75¢ ¦ 0.75 ¦ \$.75
≠ 75 ¦ \$75 ¦ 7.5 cents
40 \text{ minutes}
= \frac{2}{3} \text{ hour} ¦ 2/3 hours ¦ 40 min ¦ 2400 seconds ¦ 40 ¦ two thirds of an hour
≠ 40 hours ¦ \frac23 ¦ 4 minutes
1 \text{ hour } 40 \text{ minutes}
= 100 minutes ¦ 1 hr 40 min ¦ 1h 40min ¦ 1\frac23 \text{ hours} ¦ 5/3 hours
≠ 1.4 hours ¦ 140 minutes ¦ 1:40 PM
7:15
= 7:15 a.m. ¦ 7:15 PM ¦ 7:15
≠ 7:51 ¦ 8:15 ¦ 15:7
10:00 \text{ a.m.}
= 10 AM ¦ 10:00 ¦ 10 a.m. ¦ 10:00AM ¦ 10 o'clock
≠ 10 PM ¦ 22:00 ¦ 11 AM ¦ 10:30
noon
= 12:00 PM ¦ 12 noon ¦ noon
≠ midnight ¦ 12:00 AM
Tuesday
= Tuesday ¦ tuesday
≠ Wednesday ¦ 2
15\text{ days}
= 15 ¦ 15 days ¦ 15 day ¦ 360 hours ¦ 15 Days
≠ 15 weeks ¦ 15 nights
50 \text{ students}
= 50 ¦ 50 students ¦ fifty students ¦ 50 student
≠ 50 teachers ¦ 5 students
4 \text{ km north}
= 4 km north ¦ 4
≠ 4 km south ¦ 4 km
3 \text{ cups of flour}
= 3 cups ¦ 3 cups of flour ¦ 3
≠ 3 spoons ¦ 3 pints
120
= 120^\circ ¦ 120 degrees ¦ 120 cm ¦ 1.2 \times 10^2 ¦ one hundred twenty ¦ 120\text{ cm}^2 ¦ 120.0 ¦ 12 \times 10
= 120 \text{ possible arrangements} ¦ 120 \text{ (ways)}
≠ 120! ¦ 12 ¦ 1.2 hundred thousand ¦ 120 \times
4.5 \text{ hours}
= 4 hours 30 minutes ¦ 4 1/2 hours ¦ 4\frac{1}{2} hours ¦ four and a half hours ¦ 270 min ¦ 4.5 hrs ¦ 4h30min
= 4 and a half hours
≠ 4 hours 50 minutes ¦ 4:50
2 \times 10^{30} \text{ kg}
= 2e30 kg ¦ 2 \times 10^{33} \text{ g} ¦ 2\cdot10^{30}
≠ 2e30 g ¦ 2 \times 10^{31}
\frac{5}{8} \text{ inch}
= 0.625 in ¦ 5/8" ¦ 5/8 inch ¦ \frac58
≠ \frac{5}{8} ft ¦ 5.8 in
9 \text{ m} \times 12 \text{ m}
= 9\text{ m}\times 12\text{ m}
≠ 9 m by 13 m
30 \text{ mL/min}
= 30 mL per minute ¦ 1.8 L/h ¦ 0.5 mL/s ¦ 30 ml/min
≠ 30 L/min ¦ 30 mL
5\text{ N/C}
= 5 V/m ¦ 5 newtons per coulomb ¦ 5 N C^{-1}
≠ 5 N ¦ 5 V
3 \text{ atm}
= 303.975 kPa ¦ 3 atmospheres ¦ 2280 mmHg
≠ 3 bar ¦ 3 kPa
100 \text{ dB}
= 100 ¦ 100 dB
≠ 100 Hz ¦ 10 dB
7.4
= 7.4 ¦ pH = 7.4
≠ 7.4 \%\%
16 \text{ grams per liter}
= 16 g/L ¦ 16 g/l ¦ 1.6 g/dL ¦ 16 kg/m^3 ¦ 16 mg/mL
≠ 16 g ¦ 16 g/mL ¦ 16 L/g
0.05\text{ mol/L}
= 0.05 M ¦ 50 mmol/L ¦ 0.05 mol dm^{-3} ¦ 0.05\ \text{mol}\cdot\text{dm}^{-3}
≠ 0.05 mol ¦ 0.05 mM
12 \text{ gauge}
= 12 ¦ 12 gauge
≠ 12 volts
十二
= 12 ¦ 十二
≠ 十三 ¦ 二
25%
= 25％ ¦ 25 percent ¦ 百分之25 ¦ 25\text{ percent} ¦ 25 \text{ %}
≠ 25‰
`
