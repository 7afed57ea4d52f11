// Money, rates, large numbers. A gold, replies that say the same (=), and replies that differ by one thing (≠). All by hand.
export const money: string = String.raw`
\$18 \text{ per day}
= 18 dollars a day ¦ \$18/day ¦ 18 ¦ $18 per day ¦ 18 dollars per day ¦ \$18 \text{ each day} ¦ USD 18 per day
= \$ 18 a day ¦ 1800 cents per day ¦ 126 dollars per week
≠ \$18 per hour ¦ €18 per day ¦ \$18 ¦ 18 days ¦ \$19 per day ¦ 18 cents per day ¦ 18 euros a day
\$32
= 32 ¦ 32 dollars ¦ USD 32 ¦ US\$32 ¦ 32 USD ¦ \$32.00 ¦ $32 ¦ 3200 cents ¦ 32 bucks ¦ \$ 32 ¦ \text{\$}32 ¦ 32\ \$
≠ ￥32 ¦ ￡32 ¦ €32 ¦ 32 euros ¦ £32 ¦ 32 cents ¦ \$33 ¦ 32 yuan ¦ ₹32 ¦ \$3.2 ¦ -\$32 ¦ 32\% ¦ AUD 32 ¦ C\$32
5.4 \text{ cents}
= \$0.054 ¦ 5.4 ¦ 5.4¢ ¦ 0.054 dollars ¦ 5.4 cent
≠ \$5.4 ¦ 0.054 ¦ 54 cents ¦ 5.4 dollars ¦ \$0.54
€5,50
= 5.50 ¦ €5.50 ¦ 5,50 € ¦ 5.5 euros ¦ 5,50 ¦ 5.50 EUR ¦ EUR 5.50 ¦ 550 cents
≠ \$5.50 ¦ €550 ¦ €5.05 ¦ 5.50 dollars ¦ £5.50
£3.20
= 3.20 ¦ 3.2 pounds ¦ 320 pence ¦ 320 pence ¦ GBP 3.20
≠ \$3.20 ¦ 3.20 kg ¦ 32 pence ¦ £3.02 ¦ 3.2 dollars
32元
= 32 ¦ 32 yuan ¦ ￥32 ¦ ¥32 ¦ RMB 32 ¦ 32 CNY ¦ 32 元 ¦ 三十二元 ¦ 32块
≠ 32 dollars ¦ \$32 ¦ 33元 ¦ 32角 ¦ 32 yen ¦ 32个
\text{Rs. } 32
= 32 ¦ Rs 32 ¦ Rs. 32 ¦ ₹32 ¦ 32 rupees ¦ INR 32 ¦ \text{Rs. }32 ¦ Rs.32
≠ \$32 ¦ 32 paise ¦ Rs. 23 ¦ 32 yuan ¦ €32
¥500
= 500 ¦ 500 yen ¦ JPY 500 ¦ 500円 ¦ 500 yuan ¦ ￥500
≠ \$500 ¦ ¥5000 ¦ 500 won
\$2.5 \text{ million}
= 2,500,000 ¦ \$2,500,000 ¦ 2.5 million dollars ¦ $2.5M ¦ 2.5 million ¦ \$2500 thousand ¦ \$2.5 \times 10^6
= 2500000 dollars ¦ \$2{,}500{,}000
≠ \$2.5 ¦ \$2.5 billion ¦ 25 million ¦ \$2.5 thousand ¦ €2.5 million ¦ \$250,000
3 \text{ billion}
= 3000000000 ¦ 3,000,000,000 ¦ 3 \times 10^9 ¦ 3 bn ¦ 3000 million ¦ 三十亿 ¦ 30亿
≠ 3 ¦ 3 million ¦ 3 trillion ¦ 3 \times 10^8 ¦ 300 million
120000
= 120 thousand ¦ 12万 ¦ 120,000 ¦ 1.2 lakh ¦ 120 000 ¦ 1,20,000 ¦ 120'000 ¦ 120\,000 ¦ 120{,}000 ¦ 十二万 ¦ $120k
= one hundred twenty thousand
≠ 12000 ¦ 120 ¦ 12 thousand ¦ 1.2万 ¦ 1.2 million ¦ 12 lakh ¦ $12k
1234567.89
= 1,234,567.89 ¦ 1 234 567.89 ¦ 1'234'567.89 ¦ 1\,234\,567.89 ¦ 12,34,567.89 ¦ 1.234.567,89 ¦ 1 234 567,89
= 1_234_567.89 ¦ 1{,}234{,}567.89
≠ 1234567 ¦ 1,234,567.98 ¦ 123456.789 ¦ 1,234.56789 ¦ 1.234.567
5 \text{ crore}
= 50000000 ¦ 5,00,00,000 ¦ 500 lakh ¦ 50 million
≠ 5 lakh ¦ 5 million ¦ 5
\$3.50 \text{ per pound}
= 3.50 ¦ \$3.50/lb ¦ 3.50 dollars per pound ¦ \$3.5 a pound ¦ 350 cents per pound
≠ \$3.50 per kg ¦ \$3.50 ¦ £3.50 ¦ 3.50 pounds ¦ \$3.50 per ounce
15 \text{ miles per gallon}
= 15 miles/gallon ¦ 15 mi/gal ¦ 15 ¦ 15 miles a gallon
≠ 15 miles ¦ 15 gallons per mile ¦ 15 km per gallon ¦ 15 miles per hour
60 \text{ words per minute}
= 60 words/minute ¦ 60 ¦ 1 word per second ¦ 60 words a minute ¦ 3600 words per hour
≠ 60 words ¦ 60 words per second ¦ 60 pages per minute ¦ 60 minutes
`
