// Lengths, times, angles, parts of units, clock times. A gold, replies that say the same (=), and replies that differ by one thing (≠). All by hand.
export const everyday: string = String.raw`
5 \text{ ft } 3 \text{ in}
= 63 inches ¦ 5.25 ft ¦ 5 feet 3 inches ¦ 5'3" ¦ 5′3″ ¦ 5 feet, 3 inches ¦ 5 feet and 3 inches ¦ 5 ft. 3 in. ¦ 63 in
= 160.02 cm
≠ 5.3 ft ¦ 53 inches ¦ 5 ft 4 in ¦ 3 ft 5 in ¦ 63 ft ¦ 3'5" ¦ 63
3 \text{ lb } 4 \text{ oz}
= 52 oz ¦ 3.25 pounds ¦ 3 pounds 4 ounces ¦ 3 lbs 4 oz
≠ 3.4 lb ¦ 34 oz ¦ 4 lb 3 oz ¦ 48 oz
2 hours 30 minutes
= 2.5 hours ¦ 150 minutes ¦ 150 min ¦ 2 h 30 min ¦ 2h30m ¦ 2 hr 30 mins ¦ 2 hrs and 30 mins
= 2 \text{ hours and } 30 \text{ minutes} ¦ 9000 s ¦ 2\frac12 \text{ hours} ¦ 2 1/2 hours
= \text{2 hours 30 minutes} ¦ 2小时30分钟
≠ 2.3 hours ¦ 230 minutes ¦ 2 hours ¦ 30 minutes ¦ 2 hours 20 minutes ¦ 3 hours 30 minutes ¦ 2 min 30 s ¦ 150 hours
≠ 150
90 \text{ seconds}
= 1.5 minutes ¦ 1 min 30 s ¦ 90 s ¦ 90 secs ¦ 90 sec. ¦ 1 minute and 30 seconds ¦ 0.025 h ¦ 90
≠ 90 minutes ¦ 1.3 minutes ¦ 1 min 20 s ¦ 90 ms ¦ 130
3 \text{ weeks}
= 21 days ¦ 504 hours ¦ 3 wks ¦ 3
≠ 3 days ¦ 21 weeks ¦ 20 days ¦ 21
2 \text{ years}
= 24 months ¦ 2 yrs ¦ 2 yr ¦ 2 year ¦ 2 years
≠ 2 months ¦ 730 months ¦ 20 months ¦ 2 decades
30^\circ
= 30 ¦ 30° ¦ 30 degrees ¦ 30 \text{ degrees} ¦ \frac{\pi}{6} ¦ \frac{\pi}{6} \text{ rad}
= \frac{\pi}{6}\text{ radians} ¦ 30\degree ¦ 30 deg ¦ 30°0' ¦ 1800 arcminutes ¦ 30^{\circ}
≠ 30 \text{ rad} ¦ \frac{\pi}{3} ¦ 30 \text{ cm} ¦ 60° ¦ 30\% ¦ 30°1'
12.5^\circ
= 12°30' ¦ 12^\circ 30' ¦ 12° 30' 0'' ¦ 12^{\circ}30^{\prime} ¦ 750 arcminutes ¦ 12 degrees 30 minutes
≠ 12°50' ¦ 12.3° ¦ 12°5' ¦ 750°
\frac{\pi}{3} \text{ radians}
= \frac{\pi}{3} ¦ 60^\circ ¦ 60 degrees ¦ \frac{\pi}{3} \text{ rad} ¦ π/3
≠ \frac{\pi}{6} ¦ 60 ¦ 30° ¦ \frac{\pi}{3}^\circ ¦ \frac{\pi}{3} \text{ m}
2:30 \text{ p.m.}
= 14:30 ¦ 2:30 PM ¦ 2:30 pm ¦ 2:30 P.M. ¦ 2:30PM ¦ 2:30 ¦ \text{2:30 PM} ¦ 02:30 p.m. ¦ 2:30 \text{ PM}
≠ 2:30 a.m. ¦ 2:31 PM ¦ 3:30 PM ¦ 2:03 PM ¦ 12:30 ¦ 2:30 \text{ hours} ¦ 2.5 ¦ 230
14:30
= 2:30 PM ¦ 2:30 p.m. ¦ 14:30
≠ 2:30 AM ¦ 14:31 ¦ 4:30 PM ¦ 13:30 ¦ 2:03 PM
9 \text{ AM}
= 9:00 AM ¦ 9 a.m. ¦ 9:00 a.m. ¦ 9 am ¦ 9 o'clock ¦ 09:00 AM
≠ 9 PM ¦ 9:30 AM ¦ 21:00 ¦ 10 AM ¦ 9 \text{ m}
12:05
= 12:05 PM ¦ 12:05 ¦ 12:05 a.m.
≠ 12:50 ¦ 1:05 ¦ 12:06 ¦ 12.05 ¦ 12/5
11:45 \text{ PM}
= 23:45 ¦ 11:45 p.m.
≠ 11:45 AM ¦ 23:54 ¦ 11:44 PM
12 \text{ cm}
= 12 ¦ 120 mm ¦ 0.12 m ¦ 12 centimeters ¦ 12cm ¦ 12\,cm ¦ 12 \mathrm{cm} ¦ 12.0 cm ¦ \text{12 cm} ¦ 12 {\rm cm}
= 12 \operatorname{cm} ¦ 12\textrm{ cm.} ¦ 12 \textbf{cm} ¦ x = 12 \text{ cm} ¦ 12 厘米 ¦ 12 公分 ¦ about 12 cm ¦ +12 cm
≠ 12 m ¦ 12 mm ¦ 12 cm^2 ¦ 120 cm ¦ 12 \text{ inches} ¦ 12 \text{ seconds} ¦ 12 \text{ apples} ¦ 1.2 cm ¦ -12 cm
≠ 12 \text{ or } 13 \text{ cm} ¦ 120 ¦ 12x
5\text{ m}
= 5 m ¦ 5 meters ¦ 5m ¦ 500 cm ¦ 5 ¦ 0.005 km ¦ 5 米 ¦ 5 metre
≠ 5 min ¦ 5 M ¦ 5 \text{ miles} ¦ 5n ¦ 5 m^2 ¦ 0.5 m ¦ 5 s ¦ 500 m ¦ 5 mm
5 \text{ min}
= 5 minutes ¦ 300 s ¦ 5 mins ¦ 5\text{ min.}
≠ 5 m ¦ 5 \text{ m} ¦ 5 h ¦ 300 min ¦ 5 in ¦ 5 s
5 m
= 5 \text{ m} ¦ 5 meters ¦ 500 \text{ cm} ¦ 5 m
≠ 5 ¦ 5 \text{ km} ¦ 6 m ¦ 5 n ¦ 5 m^2
3 \text{ yd}
= 9 feet ¦ 3 yards ¦ 108 in ¦ 2.7432 m
≠ 3 ft ¦ 9 yd ¦ 36 in
1 \text{ mile}
= 5280 feet ¦ 1.609344 km ¦ 1760 yards ¦ 1 mi
≠ 1 km ¦ 5280 ¦ 1.6 miles ¦ 528 feet
3\text{ cm}, 4\text{ cm}, 5\text{ cm}
= 3, 4, 5 ¦ 5 cm, 4 cm and 3 cm ¦ 3 cm, 4 cm, 5 cm ¦ 3, 4, and 5 cm ¦ 30 mm, 40 mm, 50 mm
≠ 3 m, 4 m, 5 m ¦ 3 cm, 4 cm ¦ 3 cm, 4 cm, 6 cm ¦ 3, 4, 5 mm ¦ 12 cm
x = 3 \text{ m}, y = 4 \text{ m}
= x=3, y=4 ¦ x = 3\text{ m} \text{ and } y = 4\text{ m} ¦ y = 4 m, x = 3 m ¦ x=300 cm, y = 400 cm
≠ x=4, y=3 ¦ x = 3 cm, y = 4 cm ¦ x = 4 m, y = 3 m
25\pi \text{ cm}^2
= 25\pi ¦ 25π cm² ¦ 25\pi \text{ square centimeters} ¦ 0.0025\pi \text{ m}^2 ¦ 25 \pi \mathrm{~cm}^{2}
≠ 25 \text{ cm}^2 ¦ 25\pi \text{ cm} ¦ 25\pi \text{ m}^2 ¦ 5\pi \text{ cm}^2 ¦ 78.5 cm^2
4\sqrt{3} \text{ inches}
= 4\sqrt{3} ¦ 4\sqrt{3} in ¦ 4\sqrt3\text{ in.} ¦ \frac{\sqrt{3}}{3} \text{ feet}
≠ 4\sqrt{3} \text{ cm} ¦ 4\sqrt{2} \text{ in} ¦ 4\sqrt{3} \text{ in}^2 ¦ \sqrt{3} ft
\frac{3}{4} \text{ mile}
= 0.75 miles ¦ 3/4 mi ¦ 3960 feet ¦ three quarters of a mile ¦ \frac34
≠ \frac{3}{4} \text{ km} ¦ \frac{4}{3} mile ¦ 3 miles
`
