/*
 * Words for numbers in the languages that redaction on the recording host knows (onprem/redaction/languages.ts, english.ts), here
 * without their values: to hide a number it need not be understood.
 */

/** A digit each. */
const DIGITS = `
  zero nought naught nil oh o one two three four five six seven eight nine niner
  cero uno un una dos tres cuatro cinco seis siete ocho nueve
  zéro deux trois quatre cinq sept huit neuf
  null eins ein eine zwei zwo drei vier fünf sechs sieben acht neun
  um uma dois duas três quatro sete oito nove meia
  due tre tré quattro cinque sei sette otto nove
  nul een één twee drie vijf zes zeven negen
  jeden jedna dwa dwie trzy cztery pięć sześć siedem osiem dziewięć`;

/** Two digits each, also where a unit follows: what is counted too high is hidden too early, never too late. */
const PAIRS = `
  ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
  twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand double triple treble
  diez once doce trece catorce quince dieciséis dieciseis diecisiete dieciocho diecinueve
  veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa doble
  dix onze douze treize quatorze seize vingt vingts trente quarante cinquante soixante
  zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn
  zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig doppel
  dez doze treze quinze dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove
  vinte trinta quarenta cinquenta sessenta oitenta
  dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove
  venti trenta quaranta cinquanta sessanta settanta ottanta novanta
  tien twaalf dertien veertien vijftien zestien zeventien achttien negentien
  twintig dertig veertig vijftig zestig zeventig tachtig negentig
  dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście
  dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt`;

/** "einundzwanzig", "ventiquattro", "veintidós", "vijfentwintig". */
const COMPOUND =
  /^(?:\p{L}+und(?:zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)|(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)\p{L}+|veinti\p{L}+|\p{L}+(?:en|ën)(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig))$/u;

/** What comes between the digits of one number: sounds, and what the other party says meanwhile. */
const BETWEEN = `
  um uh er erm eh ehm äh ähm euh hm hmm mm mhm and then okay ok yes yeah yep right sure so it's is
  y e et und en i sí si ja oui sim da`;

const listed = (words: string) => new Set(words.split(/\s+/).filter((word) => word !== ""));
const digits = listed(DIGITS);
const pairs = listed(PAIRS);
const between = listed(BETWEEN);

/** How many digits a word (lower case) says; 0 for any other word. */
export function digitsSaid(word: string): number {
  if (pairs.has(word) || COMPOUND.test(word)) return 2;
  return digits.has(word) ? 1 : 0;
}

export function comesBetweenDigits(word: string): boolean {
  return between.has(word);
}
