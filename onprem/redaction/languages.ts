import type { SmallLanguage } from "./small-lexicon.ts";

/** French counts from sixty to seventy-nine and from eighty to ninety-nine; its tens end at sixty. */
const FRENCH_TEENS = "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf";

export const LANGUAGES: Record<string, SmallLanguage> = {
  es: {
    digits: "cero uno/un/una dos tres cuatro cinco seis siete ocho nueve",
    teens:
      "diez once doce trece catorce quince dieciséis/dieciseis diecisiete dieciocho diecinueve",
    tens: "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    compound: (ten, unit, value) => [
      `${ten} y ${unit}`,
      ...(value < 30
        ? [`veinti${unit}`, `veinti${{ dos: "dós", tres: "trés", seis: "séis" }[unit] ?? unit}`]
        : []),
    ],
    and: "y",
    hundred: "cien",
    thousand: "mil",
    double: "doble",
    triple: "triple",
    fillers:
      "sí, si, no, vale, bien, bueno, luego, después, es, son, el, la, mi, su, de, gracias, perfecto, claro, eso, pues, a, que",
    interjections:
      "muy bien, de acuerdo, un momento, un segundo, siga, dígame, por favor, adelante, lo tengo",
    units: "euro, euros, céntimos, por, días, meses, años, horas, minutos",
    months:
      "enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre",
    card: "número de tarjeta, número de la tarjeta, número de su tarjeta, número de mi tarjeta, dieciséis dígitos, numeración de la tarjeta",
    cardMention: "tarjeta, tarjetas",
    cardRemnant: "termina en, terminada en, empieza por, últimos cuatro dígitos",
    securityCode:
      "código de seguridad, tres dígitos, tres números, dígitos de atrás, número de atrás",
    expiry: "caducidad, fecha de caducidad, vencimiento, fecha de vencimiento, caduca",
    phone: "teléfono, número de teléfono, móvil",
    reference:
      "referencia, número de referencia, número de pedido, número de cliente, número de contrato",
    bankAccount: "cuenta bancaria, número de cuenta",
    sortCode: "código bancario",
    nationalId: "dni, número de dni, nie, seguridad social",
    at: "arroba",
    dot: "punto",
  },
  fr: {
    digits: "zéro/zero un/une deux trois quatre cinq six sept huit neuf",
    teens: FRENCH_TEENS,
    tens: "vingt trente quarante cinquante soixante septante huitante/octante nonante",
    compound: (ten, unit, value) => [
      `${ten} et ${unit}`,
      `${ten} ${unit}`,
      ...(value >= 70 && value < 80
        ? FRENCH_TEENS.split(" ")
            .slice(value - 70, value - 69)
            .flatMap((teen) => [`soixante ${teen.replace("-", " ")}`, `soixante et ${teen}`])
        : []),
      ...(value >= 80 && value < 90 ? [`quatre vingt ${unit}`] : []),
      ...(value >= 90
        ? [`quatre vingt ${(FRENCH_TEENS.split(" ")[value - 90] ?? "").replace("-", " ")}`]
        : []),
    ],
    and: "et",
    hundred: "cent",
    thousand: "mille",
    double: "double",
    triple: "triple",
    fillers:
      "oui, non, d'accord, bien, puis, ensuite, c'est, alors, voilà, le, la, les, mon, ma, votre, merci, parfait, très, ok, et, de, donc, est",
    interjections:
      "très bien, un instant, une seconde, allez y, je vous écoute, je note, s'il vous plaît, c'est noté",
    units: "euro, euros, centimes, par, jours, mois, ans, heures, minutes",
    months:
      "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
    card: "numéro de carte, numéro de la carte, numéro de votre carte, numéro de ma carte, seize chiffres, numéro de carte bancaire",
    cardMention: "carte, cartes, carte bleue, carte bancaire",
    cardRemnant: "se termine par, finit par, commence par, quatre derniers chiffres",
    securityCode: "code de sécurité, cryptogramme, trois chiffres, au dos de la carte, au dos",
    expiry: "date d'expiration, expiration, date de validité, expire",
    phone: "téléphone, numéro de téléphone, portable",
    reference:
      "référence, numéro de commande, numéro de client, numéro de contrat, numéro de dossier",
    bankAccount: "compte bancaire, numéro de compte, rib",
    sortCode: "code banque, code guichet",
    nationalId: "sécurité sociale, numéro de sécurité sociale",
    at: "arobase, at",
    dot: "point",
  },
  de: {
    digits: "null eins/ein/eine zwei/zwo drei vier fünf sechs sieben acht neun",
    teens: "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    tens: "zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    compound: (ten, unit) => [`${unit}und${ten}`, `${unit} und ${ten}`],
    and: "und",
    hundred: "hundert",
    thousand: "tausend",
    double: "doppel",
    triple: "dreimal",
    fillers:
      "ja, nein, gut, genau, okay, dann, also, ist, das, die, der, meine, ihre, danke, bitte, und, so, weiter, noch",
    interjections:
      "alles klar, einen moment, moment bitte, ich höre, ich notiere, sehr gut, hab ich, habe ich, vielen dank",
    units:
      "euro, cent, prozent, pro, tage, tagen, monate, monaten, jahre, jahren, stunden, minuten, uhr",
    months:
      "januar, februar, märz, april, mai, juni, juli, august, september, oktober, november, dezember",
    card: "kartennummer, kreditkartennummer, nummer der karte, nummer ihrer karte, nummer meiner karte, sechzehn ziffern",
    cardMention: "karte, karten, kreditkarte, ec karte, girokarte",
    cardRemnant: "endet auf, beginnt mit, letzten vier ziffern",
    securityCode:
      "prüfnummer, prüfziffer, sicherheitscode, kartenprüfnummer, drei ziffern, auf der rückseite, dreistellige",
    expiry: "ablaufdatum, gültig bis, gültigkeit, läuft ab, verfallsdatum",
    phone: "telefonnummer, handynummer, rückrufnummer",
    reference:
      "kundennummer, bestellnummer, auftragsnummer, vertragsnummer, referenznummer, vorgangsnummer, rechnungsnummer",
    bankAccount: "kontonummer, bankverbindung",
    sortCode: "bankleitzahl",
    nationalId: "sozialversicherungsnummer, steuernummer, ausweisnummer",
    at: "at, ät, klammeraffe",
    dot: "punkt",
  },
  pt: {
    digits: "zero um/uma dois/duas três/tres quatro cinco seis/meia sete oito nove",
    teens:
      "dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    tens: "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    compound: (ten, unit) => [`${ten} e ${unit}`],
    and: "e",
    hundred: "cem",
    thousand: "mil",
    double: "duplo",
    triple: "triplo",
    fillers:
      "sim, não, certo, bem, depois, então, é, o, a, meu, minha, seu, obrigado, obrigada, ok, perfeito, e, agora",
    interjections:
      "um momento, um segundo, pode continuar, pode falar, por favor, muito bem, tudo bem, está bem",
    units: "euro, euros, reais, real, centavos, por, dias, meses, anos, horas, minutos",
    months:
      "janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro, dezembro",
    card: "número do cartão, número do seu cartão, número do meu cartão, dezesseis dígitos, dezasseis dígitos",
    cardMention: "cartão, cartões",
    cardRemnant: "termina em, final do cartão, começa com, últimos quatro dígitos",
    securityCode: "código de segurança, três dígitos, três números, atrás do cartão",
    expiry: "validade, data de validade, vencimento, expira",
    phone: "telefone, número de telefone, celular, telemóvel",
    reference: "número do pedido, número de cliente, número do contrato, protocolo, referência",
    bankAccount: "conta bancária, número da conta",
    sortCode: "agência",
    nationalId: "cpf, nif, número de contribuinte",
    at: "arroba",
    dot: "ponto",
  },
  it: {
    digits: "zero uno/un/una due tre/tré quattro cinque sei sette otto nove",
    teens:
      "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    tens: "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    compound: (ten, unit) => [
      /^[uo]/.test(unit) ? ten.slice(0, -1) + unit : ten + unit,
      `${ten} ${unit}`,
    ],
    and: "e",
    hundred: "cento",
    thousand: "mila",
    double: "doppio",
    triple: "triplo",
    fillers:
      "sì, si, no, bene, poi, allora, è, il, la, mia, sua, grazie, ok, perfetto, esatto, e, ecco, va",
    interjections: "va bene, un momento, un attimo, mi dica, prego, per favore, certo, d'accordo",
    units: "euro, centesimi, per, giorni, mesi, anni, ore, minuti",
    months:
      "gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, novembre, dicembre",
    card: "numero della carta, numero di carta, numero della sua carta, numero della mia carta, sedici cifre",
    cardMention: "carta, carte, bancomat",
    cardRemnant: "finisce con, termina con, inizia con, ultime quattro cifre",
    securityCode: "codice di sicurezza, tre cifre, tre numeri, sul retro",
    expiry: "scadenza, data di scadenza, scade",
    phone: "telefono, numero di telefono, cellulare",
    reference: "numero d'ordine, numero cliente, codice cliente, numero di pratica, riferimento",
    bankAccount: "conto corrente, numero di conto",
    sortCode: "abi, cab",
    nationalId: "codice fiscale",
    at: "chiocciola",
    dot: "punto",
  },
  nl: {
    digits: "nul een/één twee drie vier vijf zes zeven acht negen",
    teens: "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    tens: "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    compound: (ten, unit) => [`${unit}en${ten}`, `${unit}ën${ten}`, `${unit} en ${ten}`],
    and: "en",
    hundred: "honderd",
    thousand: "duizend",
    double: "dubbel",
    triple: "driemaal",
    fillers:
      "ja, nee, goed, dan, dus, is, het, de, mijn, uw, bedankt, oké, ok, prima, en, precies, even",
    interjections:
      "een moment, een ogenblik, ga door, zegt u het maar, dank u wel, heel goed, heb ik",
    units: "euro, cent, procent, per, dagen, maanden, jaar, uur, minuten",
    months:
      "januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, december",
    card: "kaartnummer, creditcardnummer, nummer van de kaart, nummer van uw kaart, zestien cijfers, pasnummer",
    cardMention: "kaart, kaarten, creditcard, pas, bankpas",
    cardRemnant: "eindigt op, begint met, laatste vier cijfers",
    securityCode: "beveiligingscode, veiligheidscode, drie cijfers, op de achterkant",
    expiry: "vervaldatum, geldig tot, verloopdatum, verloopt",
    phone: "telefoonnummer, mobiele nummer",
    reference: "klantnummer, ordernummer, bestelnummer, referentienummer, contractnummer",
    bankAccount: "rekeningnummer, bankrekening",
    sortCode: "bankcode",
    nationalId: "burgerservicenummer, bsn",
    at: "apenstaartje, at",
    dot: "punt",
  },
  pl: {
    digits: "zero jeden/jedna dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć",
    teens:
      "dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście",
    tens: "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    and: "i",
    hundred: "sto",
    thousand: "tysiąc",
    double: "podwójne",
    triple: "potrójne",
    fillers:
      "tak, nie, dobrze, potem, więc, jest, to, mój, moja, dziękuję, okej, ok, i, dalej, no, już",
    interjections: "chwileczkę, proszę bardzo, proszę, słucham, mam, w porządku",
    units: "złotych, złote, złoty, groszy, procent, dni, miesięcy, lat, godzin, minut",
    months:
      "stycznia, lutego, marca, kwietnia, maja, czerwca, lipca, sierpnia, września, października, listopada, grudnia",
    card: "numer karty, szesnaście cyfr, numer pana karty, numer pani karty",
    cardMention: "karta, kartę, karty, kartą",
    cardRemnant: "kończy się na, zaczyna się od, ostatnie cztery cyfry",
    securityCode: "kod zabezpieczający, kod bezpieczeństwa, trzy cyfry, na odwrocie",
    expiry: "data ważności, ważna do, termin ważności",
    phone: "numer telefonu, telefon, komórka",
    reference: "numer zamówienia, numer klienta, numer umowy, numer sprawy",
    bankAccount: "numer konta, konto bankowe, rachunek bankowy",
    sortCode: "kod banku",
    nationalId: "pesel, numer pesel, dowód osobisty",
    at: "małpa",
    dot: "kropka",
  },
};
