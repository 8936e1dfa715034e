/*
 * The same attacks as in injection-patterns.ts in the languages that centres speak most beside English: Spanish, French, German,
 * Portuguese, Italian, Polish, Dutch and Hindi in Latin letters; and the two plainest orders in some others. Matched against spokenWords: lower case, no accents. Each
 * language has orders to drop one's instructions, talk to a machine that judges, and claims that the call was judged
 * already; and, apart, orders for a mark, which are left alone where a survey is talked about.
 */

import { cued, each, words, type CuedPatterns } from "./cued-patterns.ts";

export const FOREIGN_PATTERNS: readonly CuedPatterns[] = [
  // Spanish
  cued(
    ["instrucciones", "indicaciones", "directrices", "reglas"],
    `(?:ignor[aeo]n?|olvid[ae]n?|descart[ae]n?|omit[ae]n?|haz caso omiso de|haga caso omiso de)${words(2)} (?:(?:tus|sus) (?:instrucciones|indicaciones|directrices)|(?:instrucciones|indicaciones|directrices|reglas) (?:anteriores|previas|del sistema))(?! (?:que|del correo|de la carta|del mensaje)\\b)`,
  ),
  cued(
    ["evalu", "calific", "puntu", "analiz"],
    `(?:eres|usted es|es usted|eres tu) una? (?:ia|inteligencia artificial|modelo de lenguaje|evaluador automatico|robot|bot)${words(6)} (?:evalu|calific|puntu|analiz)\\w*`,
  ),
  cued(
    ["esta llamada", "esta conversacion"],
    "esta (?:llamada|conversacion) ya (?:ha sido|fue) (?:evaluada|revisada|calificada|aprobada|puntuada)",
  ),
  // French
  cued(
    ["instructions", "consignes", "directives", "regles"],
    `(?:ignore[zs]?|oublie[zs]?|ne tiens pas compte de|ne tenez pas compte de)${words(2)} (?:(?:tes|vos) (?:instructions|consignes|directives)|(?:instructions|consignes|directives|regles) (?:precedentes|anterieures|du systeme))(?! (?:que|du courrier|de la lettre|du mail)\\b)`,
  ),
  cued(
    ["evalu", "analys", "jug"],
    `(?:tu es|vous etes) une? (?:ia|intelligence artificielle|modele de langage|evaluateur automatique|robot)${words(6)} (?:evalu|analys|jug)\\w*`,
  ),
  cued(["cet appel"], "cet appel a (?:deja )?ete (?:evalue|note|verifie|approuve|controle)"),
  // German
  cued(
    ["anweisung", "instruktion", "vorgaben", "richtlinien"],
    `(?:ignorier\\w*|vergiss|vergessen sie|missacht\\w*|ubergeh\\w*)${words(2)} (?:vorherig\\w+|bisherig\\w+|vorig\\w+|deine)${words(1)} (?:anweisung\\w*|instruktion\\w*|vorgaben|richtlinien)(?! (?:die|aus|in|im|von|vom)\\b)`,
  ),
  cued(
    ["bewert", "benot", "beurteil", "pruf", "analysier"],
    `(?:du bist|sie sind) eine? (?:ki|kunstliche intelligenz|sprachmodell|bot|automatischer prufer)${words(6)} (?:bewert|benot|beurteil|pruf|analysier)\\w*`,
  ),
  cued(
    ["dieser anruf", "dieses gesprach", "dieser gesprach", "dieses anruf"],
    "dies(?:er|es) (?:anruf|gesprach) (?:wurde|ist) (?:bereits|schon) (?:bewertet|gepruft|freigegeben|beurteilt)",
  ),
  // Portuguese
  cued(
    ["instrucoes", "orientacoes", "diretrizes", "regras"],
    `(?:ignor[ae]m?|esquec[ae]m?|desconsider[ae]m?)${words(2)} (?:(?:tuas|suas) (?:instrucoes|orientacoes|diretrizes)|(?:instrucoes|orientacoes|diretrizes|regras) (?:anteriores|previas|do sistema))(?! (?:que|do email|da carta)\\b)`,
  ),
  cued(
    ["avali", "pontu", "analis"],
    `(?:voce e|tu es) uma? (?:ia|inteligencia artificial|modelo de linguagem|robo|avaliador automatico)${words(6)} (?:avali|pontu|analis)\\w*`,
  ),
  cued(
    ["esta chamada", "esta ligacao", "esta conversa"],
    "esta (?:chamada|ligacao|conversa) ja foi (?:avaliada|revisada|aprovada|pontuada)",
  ),
  // Italian
  cued(
    ["istruzioni", "indicazioni", "direttive", "regole"],
    `(?:ignor[ai]|ignorate|dimentic[ah]i?|dimenticate)${words(2)} (?:(?:tue|vostre|sue) (?:istruzioni|indicazioni|direttive)|(?:istruzioni|indicazioni|direttive|regole) (?:precedenti|del sistema|di sistema))(?! (?:che|della lettera|nella)\\b)`,
  ),
  cued(
    ["valut", "giudic", "analizz"],
    `(?:sei|lei e) un ?(?:a )?(?:ia|intelligenza artificiale|modello linguistico|valutatore automatico|robot)${words(6)} (?:valut|giudic|analizz)\\w*`,
  ),
  cued(
    ["questa "],
    "questa (?:chiamata|telefonata|conversazione) e (?:gia )?stata (?:gia )?(?:valutata|verificata|approvata|revisionata)",
  ),
  // Polish
  cued(
    ["instrukcj", "polece", "wytyczn"],
    `(?:zignoruj\\w*|ignoruj\\w*|zapomnij|pomin)${words(2)} (?:poprzedni\\w+|wczesniejsz\\w+|swoje|swoich)${words(1)} (?:instrukcj\\w+|polece\\w+|wytyczn\\w+)(?! (?:z|ktor\\w+|od)\\b)`,
  ),
  cued(
    ["jestes"],
    `jestes (?:sztuczna inteligencja|modelem jezykowym|botem|automatycznym \\w+)${words(6)} (?:ocenia|analizuj)\\w*`,
  ),
  cued(["ta rozmowa"], "ta rozmowa zostala juz (?:oceniona|sprawdzona|zatwierdzona)"),
  // Dutch
  cued(
    ["instructies", "aanwijzingen", "richtlijnen"],
    `(?:negeer|vergeet)${words(2)} (?:vorige|eerdere|voorgaande|bovenstaande|je)${words(1)} (?:instructies|aanwijzingen|richtlijnen)(?! (?:die|uit|in|van)\\b)`,
  ),
  cued(
    ["beoordeel", "analyseer", "scoor"],
    `(?:je bent|jij bent|u bent) een (?:ai|kunstmatige intelligentie|taalmodel|bot)${words(6)} (?:beoordeel|analyseer|scoor)\\w*`,
  ),
  cued(["dit gesprek"], "dit gesprek is al (?:beoordeeld|gecontroleerd|goedgekeurd)"),
  // Hindi in Latin letters
  cued(
    ["nirdesh", "instruction", "niyam"],
    `(?:pichh?le|purane|pehle (?:ke|wale)|saare|sabhi)${words(2)} (?:nirdesh|instructions?|niyam)${words(2)} (?:ignore|bhool|bhul|nazarandaaz|andekha)`,
  ),
  cued(
    ["aap ", "tum "],
    `(?:aap|tum) (?:ek )?(?:ai|robot|machine|bot)${words(6)} (?:score|marks|number|jaanch|mulyankan)`,
  ),
  cued(
    ["yeh call", "ye call", "is call"],
    `(?:yeh|ye|is) call${words(2)} pehle (?:hi|se)${words(2)} (?:review|check|score|approve)`,
  ),
];

const plain = (source: string) =>
  new RegExp(source.normalize("NFKD").replaceAll(/[\u0300-\u036f]/gu, ""), "gu");

/** The same in Turkish and Tagalog, whose words go on where a pattern ends. */
export const LATIN_STEMS: CuedPatterns = {
  cues: ["onceki", "temsilciye", "huwag", "perpektong"],
  patterns: [
    "önceki (?:tüm |bütün )?talimatları (?:yok say|görmezden gel|unut)",
    "temsilciye tam puan ver",
    "huwag (?:mo(?:ng)? )?pansinin (?:ang )?(?:lahat ng )?(?:naunang|nakaraang) (?:mga )?(?:tagubilin|instruksyon)",
    "perpektong (?:marka|iskor) (?:ang|sa) ahente",
  ].map(plain),
};

/** To drop all instructions, or to give full marks, in languages whose words have no boundary that a pattern knows. */
export const OTHER_SCRIPTS: readonly RegExp[] = [
  // Russian, Ukrainian
  "(?:игнорируй|забудь)(?:те)? (?:все |свои )*(?:предыдущие|прежние|прошлые|свои) (?:инструкции|указания)",
  "(?:поставь|дай)(?:те)? (?:этому |этой )?(?:оператору|агенту|звонку) (?:высший|максимальный) балл",
  "(?:ігноруй|забудь)(?:те)? (?:всі )?попередні (?:інструкції|вказівки)",
  // Hindi, Arabic, Chinese, Japanese, Korean
  "(?:पिछले|पहले के|पुराने)(?: [^ ]+){0,2} निर्देशों? को (?:अनदेखा|नज़रअंदाज़|भूल)",
  "एजेंट को पूरे (?:अंक|नंबर)",
  "تجاهل (?:جميع |كل )?(?:التعليمات|الأوامر) السابقة",
  "(?:أعط|امنح) هذا الموظف (?:الدرجة|العلامة) الكاملة",
  "忽略(?:之前|以前|先前|上面|所有)[^ ]{0,6}(?:指示|指令|说明)",
  "(?:客服|坐席|员工|通话)[^ ]{0,8}打满分",
  "指示を[^ ]{0,4}無視",
  "担当者に満点",
  "(?:이전|모든) (?:모든 )?지시(?:사항)?[을를]? (?:모두 )?무시",
].map(plain);

export const FOREIGN_SCORE_ORDERS: readonly CuedPatterns[] = [
  cued(
    ["puntuacion", "calificacion", "nota", "puntaje"],
    `(?:dale|da|den|denle|ponle|pon|asignale|asigna|otorga|otorgale)${words(4)} (?:agente|operadora?|llamada|asesora?)${words(3)} (?:puntuacion|calificacion|nota|puntaje) (?:maxima|maximo|perfecta|perfecto|mas alta)`,
    `(?:da|dale|den|pon|ponle|asigna|otorga)${words(2)} (?:puntuacion|calificacion|nota|puntaje) (?:maxima|maximo|perfecta|perfecto|mas alta)${words(4)} (?:agente|operadora?|llamada|categorias|criterios)`,
  ),
  cued(
    each(["note", "score"], ["maxim", "parfait", "la plus"]),
    `(?:donnez?|attribuez?|mettez|mets|accordez?)${words(4)} (?:agent|appel|conseillere?|conversation)${words(3)} (?:note|score) (?:maximale?|parfaite?|la plus haute)`,
    `(?:donnez?|attribuez?|mettez|mets|accordez?)${words(2)} (?:note|score) (?:maximale?|parfaite?|la plus haute)${words(4)} (?:agent|appel|conseillere?|criteres?|categories?)`,
  ),
  cued(
    ["hochst", "voll", "maximale", "bestnote"],
    `(?:gib|geben sie|vergib|vergeben sie|bewerte|bewerten sie)${words(4)} (?:agent\\w*|anruf|gesprach|mitarbeiter\\w*)${words(4)} (?:hochstnote|hochstwertung|hochste\\w* (?:punktzahl|note|bewertung)|volle[rn]? punktzahl|maximale\\w* (?:punktzahl|bewertung)|bestnote)`,
  ),
  cued(
    ["nota", "pontuacao"],
    `(?:de|da|atribua|coloque)${words(4)} (?:atendente|agente|chamada|ligacao|operadora?)${words(3)} (?:nota|pontuacao) (?:maxima|perfeita|mais alta)`,
    `(?:de|da|atribua|coloque)${words(2)} (?:nota|pontuacao) (?:maxima|perfeita|mais alta)${words(4)} (?:atendente|agente|chamada|ligacao|operadora?|criterios)`,
  ),
  cued(
    ["punteggio", "voto"],
    `(?:dai|dia|assegna|assegni|metti|date)${words(4)} (?:agente|operatore|operatrice|chiamata|telefonata)${words(3)} (?:punteggio|voto) (?:massimo|perfetto|piu alto)`,
    `(?:dai|dia|assegna|assegni|metti|date)${words(2)} (?:punteggio|voto) (?:massimo|perfetto|piu alto)${words(4)} (?:agente|operatore|operatrice|chiamata|telefonata|criteri)`,
  ),
  cued(
    ["agentowi", "konsultan", "rozmowie"],
    `(?:daj|przyznaj|wystaw)${words(4)} (?:agentowi|konsultantowi|konsultantce|rozmowie)${words(3)} (?:maksymaln\\w+|najwyzsz\\w+|pelna) (?:ocen\\w+|punktacj\\w+|not\\w+)`,
  ),
  cued(
    ["geef"],
    `(?:geef)${words(3)} (?:agent|medewerker|gesprek)${words(3)} (?:de )?(?:maximale|hoogste|perfecte) (?:score|cijfer|beoordeling)`,
  ),
  cued(
    ["gesprach", "anruf"],
    "(?:vergib|gib|vergeben sie|geben sie)(?: \\w+){0,4} (?:gesprach|anruf)(?: \\w+){0,2} (?:uberall|in allem|alles)(?: \\w+){0,2} (?:funf|eins)",
  ),
  cued(["partout"], "(?:mets|mettez|donne|donnez) (?:cinq|le maximum|la note maximale) partout"),
  cued(["cinco"], "(?:pon|ponga|dale) (?:un )?cinco (?:en|a) todo"),
  cued(
    each(
      ["pure", "poore", "full", "perfect", "zyada"],
      ["mark", "number", "ank", "score", "rating"],
    ),
    `(?:is|iss) (?:agent|call) (?:ko )?(?:pure|poore|full|perfect|sabse zyada) (?:marks?|number|ank|score|rating) (?:do|de|dijiye|dena|dedo)`,
  ),
];
