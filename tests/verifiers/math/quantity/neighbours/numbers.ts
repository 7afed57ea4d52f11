// Percentages, counts, ordinals, words, figures, decimals. A gold, replies that say the same (=), and replies that differ by one thing (≠). All by hand.
export const numbers: string = String.raw`
25\%
= 25 percent ¦ 25 per cent ¦ 25\,\% ¦ 25 \text{ percent} ¦ 25% ¦ 25 % ¦ 0.25 ¦ 25 ¦ \frac14 ¦ 25 pct ¦ 25％ ¦ 百分之二十五
= twenty-five percent ¦ 25.0% ¦ 25 percentage points
≠ 2.5% ¦ 0.025 ¦ 2500% ¦ 25 \text{ cm} ¦ 52% ¦ \$25\% ¦ 25 apples
0.07
= 7\% ¦ 7 percent ¦ 7 per cent ¦ .07 ¦ 0,07 ¦ 7 × 10^{-2} ¦ seven hundredths
≠ 7 ¦ 0.7% ¦ 70% ¦ 7 cents ¦ 0.7
9 \text{ chickens and } 10 \text{ rabbits}
= 9 chickens and 10 rabbits ¦ 9 chickens, 10 rabbits ¦ 10 rabbits, 9 chickens ¦ 9, 10 ¦ 9 and 10
= \text{9 chickens and 10 rabbits} ¦ nine chickens and ten rabbits
≠ 9 rabbits and 10 chickens ¦ 10, 9 ¦ 9 chickens ¦ 19 ¦ 9 chickens and 11 rabbits ¦ 9 ducks and 10 rabbits
3 \text{ apples}
= 3 ¦ 3 apples ¦ three apples ¦ 3 Apples ¦ \text{3 apples} ¦ 3 apple ¦ 3 \textrm{ apples}.
≠ 3 oranges ¦ 4 apples ¦ 3 kg ¦ 3a ¦ 3 apples or 4 apples ¦ 30 apples ¦ 3\%
48480 \text{ square units}
= 48480 ¦ 48,480 ¦ 48480 units^2 ¦ 48480 sq units ¦ 48480 \text{ sq. units} ¦ 48480 square unit
= 48480 \text{ units squared}
≠ 48480 units ¦ 48480 cubic units ¦ 4848 square units ¦ 48480 cm
6 \text{ units}
= 6 ¦ 6 unit ¦ six units ¦ 6.0 units
≠ 6 square units ¦ 6 cubic units ¦ 6 cm ¦ 60 units ¦ 7 units
12
= 12 ways ¦ 12 \text{ people} ¦ 12^{\text{th}} ¦ 12th ¦ twelve ¦ Twelve ¦ 十二 ¦ 12 different ways ¦ 12 students ¦ 12.
= １２ ¦ 12 \text{ possible outcomes} ¦ 一十二 ¦ 12个 ¦ 1 dozen ¦ the 12th ¦ 12^{th} ¦ \text{twelve}
= 12\text{ ways to choose} ¦ 12
≠ twenty ¦ 12st ¦ 21 ¦ twelve hundred ¦ 12x ¦ 12 \text{ or } 13 ¦ 十三 ¦ 12 dozen ¦ 12 halves ¦ 12 thousand
≠ 12 tenths ¦ 2 dozen ¦ 12 \text{ more than } x
21^{\text{st}}
= 21 ¦ 21st ¦ 21^{st} ¦ twenty-first ¦ the 21st ¦ 21^{\text{st}} ¦ 21\text{st} ¦ the twenty-first
≠ 21nd ¦ 22nd ¦ 20th ¦ 12th ¦ 1st
7^{\text{th}}
= 7 ¦ 7th ¦ seventh ¦ the 7th ¦ 7\text{th} ¦ 7^{th} ¦ 7^\text{th} ¦ 第七 ¦ the seventh
≠ 1/7 ¦ 17th ¦ 8th ¦ 7^t ¦ one seventh ¦ 70th
3^{\text{rd}}
= 3 ¦ 3rd ¦ 3^{rd} ¦ third ¦ the third
≠ 1/3 ¦ 3th ¦ one third ¦ 13th
\frac{2}{3}
= two thirds ¦ two-thirds ¦ ⅔ ¦ 0.\overline{6} ¦ 0.(6) ¦ 0.666\ldots ¦ 0.666... ¦ 0.6666… ¦ 0.\dot{6} ¦ 三分之二 ¦ 2⁄3
≠ 0.6 ¦ 0.66 ¦ ⅓ ¦ three halves ¦ 0.67 ¦ 三分之一 ¦ 0.606... ¦ 23 ¦ 2.3 ¦ 0.(63)
\frac{1}{3}
= 0.333\ldots ¦ 0.333… ¦ 0.3333... ¦ 0.(3) ¦ 0.\dot{3} ¦ 0.\overline{3} ¦ ⅓ ¦ one third ¦ one-third ¦ a third
= 0.333333 ¦ 0.\bar{3}
≠ 0.333 ¦ 0.33 ¦ 0.3 ¦ third ¦ 0.(30) ¦ 1.3 ¦ 0.\overline{34}
\frac{1}{7}
= 0.\overline{142857} ¦ 0.(142857) ¦ 0.142857142857... ¦ one seventh ¦ 0.\dot{1}4285\dot{7} ¦ 0.142857142857\ldots
≠ 0.(14285) ¦ 0.142858142858... ¦ 0.14 ¦ seventh
0.1\overline{6}
= \frac16 ¦ 0.1666... ¦ 0.1(6) ¦ 0.1\dot{6} ¦ ⅙ ¦ 0.16666\dots ¦ one sixth
≠ 0.\overline{16} ¦ 0.16 ¦ 0.1 ¦ 0.1616... ¦ \frac{1}{60}
2\frac{3}{4}
= 2¾ ¦ 2 3/4 ¦ 2.75 ¦ 11/4 ¦ 2\ \frac{3}{4} ¦ 2,75 ¦ 2 ¾ ¦ 275\%
≠ 2.34 ¦ 23/4 ¦ \frac{6}{4} ¦ 2¼ ¦ 2.57 ¦ 3/4
3.5
= about 3.5 ¦ 3,5 ¦ 7/2 ¦ ≈ 3.5 ¦ \approx 3.5 ¦ ~3.5 ¦ 3½ ¦ three and a half ¦ ３．５ ¦ 3.50 ¦ approximately 3.5
= roughly 3.5 ¦ +3.5 ¦ 3{,}5
≠ -3.5 ¦ 35 ¦ 3.4 ¦ 5.3 ¦ 3, 5 ¦ about 4 ¦ 3;5
1.234
= 1.234 ¦ 1234/1000 ¦ 1.2340
≠ 1,234 ¦ 1234 ¦ 1.243 ¦ 12.34
3{,}14
= 3.14 ¦ 3,14
≠ 314 ¦ 3, 14 ¦ 3.41
-5
= −5 ¦ –5 ¦ -5.0 ¦ minus five ¦ negative five ¦ - 5 ¦ ﹣5 ¦ 负五
≠ 5 ¦ +5 ¦ 5- ¦ five ¦ −6
305
= three hundred and five ¦ three hundred five ¦ 三百零五 ¦ 305 people ¦ Three hundred and five. ¦ 305人
≠ three hundred fifty ¦ 350 ¦ 三百五十 ¦ three hundred and six ¦ 35 ¦ 3005
1000000
= one million ¦ 1 million ¦ 一百万 ¦ 100万 ¦ 1,000,000 ¦ 10^6 ¦ 1 000 000
≠ one thousand ¦ 一千万 ¦ 1 billion ¦ 1 ¦ 100,000
24
= 2 dozen ¦ 24 eggs ¦ 2 dozens ¦ twenty-four ¦ twenty four
≠ 24 dozen ¦ 2 ¦ 12 dozen ¦ twenty
2 \text{ dozen}
= 24 ¦ 2 dozen ¦ 2 ¦ 2 dozens
≠ 12 ¦ 3 dozen ¦ 240 ¦ 24 dozen
15 \text{ people}
= 15 ¦ 15 persons ¦ 15 people ¦ 15 people
≠ 15 dogs ¦ 51 people ¦ 15 hours
100 \text{ cm}^2
= 100 square cm ¦ 0.01 m^2 ¦ 100
≠ 1 m^2 ¦ 100 cm ¦ 1 m ¦ 100 cm^3
`
