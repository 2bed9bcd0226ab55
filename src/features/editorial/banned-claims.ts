/** A claim that the shop must not make. */
export interface BannedClaim {
  id: string;
  /** `products`: articles may speak of it, since research does; `everywhere`: nowhere. */
  where: 'everywhere' | 'products';
  /** What each match of one of these says, at least at first sight; the match begins with the claim's own words. */
  patterns: readonly RegExp[];
  /** Patterns that are a claim only in a block that names needling, or on a product. */
  besideNeedles?: readonly RegExp[];
  /** Patterns that are a claim on products only, for a claim that otherwise holds everywhere. */
  onProducts?: readonly RegExp[];
  /** Whether an article may report it of a study, a clinic or a regulator. */
  reportable: boolean;
  /** Whether it claims that something is not so: a denying word within it then belongs to the claim. */
  negative?: boolean;
  /** Whether it is none behind an “if”, “until” or “once”: “stop if it does not …”. */
  conditional?: boolean;
  /** Whether it may not even be denied or quoted. */
  unspeakable?: boolean;
  /** A claim about needling: elsewhere a sentence that names another remedy and no needle does not make it. */
  aboutNeedling?: boolean;
  /** To be read after the words found. */
  reason: string;
  /** Ids of sources.yaml; empty where the reason is that no source was found. */
  sources: readonly string[];
  /** What may be written instead. */
  instead: string;
  /** A sentence that makes the claim, and the words of it that are found. */
  example: { text: string; words: string };
}

/** Joins the parts of a pattern, each read with `|` inside brackets; matched by words and in either case. */
function words(parts: TemplateStringsArray, ...lists: readonly string[]): RegExp {
  return new RegExp(
    `(?<![\\w-])(?:${String.raw(parts, ...lists.map((list) => `(?:${list})`))})(?!\\w|-\\w)`,
    'giu',
  );
}

const condition =
  "acne(?: scar(?:s|ring))?|scar(?:s|ring)?|pock ?marks?|pimples?|blemish(?:es)?|breakouts?|spots|wrinkles?|(?:fine |deep |facial |expression |laughter |smile )?lines|crow's feet|stretch[- ]?marks?|cellulite|hair[- ]?loss|baldness|bald(?:ing)? (?:spots?|patch(?:es)?)|alopecia|thinning hair|(?:hyper)?pigmentation|dark (?:marks?|spots?|circles)|age spots|melasma|sun damage|(?:large |open |enlarged )?pores|eczema|psoriasis|rosacea|age?ing|signs of age?ing|skin (?:conditions?|diseases?|problems?)";
// Up to four words between a verb and what it acts on; prepositions would make it act on something else.
const gap =
  "(?:(?!(?:with|without|into|by|as|when|if|than|from|before|after|and|or|in|at|through|under|while|because|until|that|which|so|can|could|may|might|will|would|is|are|was|were|has|have)\\b)[\\w'’-]+ ){0,4}";
const remedies =
  'treat(?:s|ed|ing)?|remov(?:e|es|ed|ing)|heal(?:s|ed|ing)?|eras(?:e|es|ed|ing)|cur(?:e|es|ed|ing)|eliminat(?:e|es|ed|ing)|banish(?:es|ed|ing)?|fix(?:es|ed|ing)?|revers(?:e|es|ed|ing)|clear(?:s|ed|ing)?(?: up)?|get(?:s|ting)? rid of|got rid of|rid(?:s)? (?:you|your skin) of|say (?:good)?bye to|goodbye to|no more|dissolv(?:e|es|ed|ing)|repair(?:s|ed|ing)?|combat(?:s|ed|ing)?|fight(?:s|ing)?|wip(?:e|es|ing) (?:out|away)|melt(?:s|ing)? away';
const prevention = 'prevent(?:s|ed|ing|ion of)?|stop(?:s|ped|ping)?|halt(?:s|ed|ing)?';
const done =
  'treated|removed|healed|erased|cured|eliminated|banished|fixed|reversed|cleared(?: up)?|repaired|wiped out';
const betterments =
  'reduc(?:e|es|ed|ing)|improv(?:e|es|ed|ing)|minimi[sz](?:e|es|ed|ing)|diminish(?:es|ed|ing)?|soften(?:s|ed|ing)?|smooth(?:s|ed|ing|e|es|en|ens)?(?: out| away)?|fad(?:e|es|ed|ing)|lighten(?:s|ed|ing)?|shrink(?:s|ing)?|tighten(?:s|ed|ing)?|even(?:s|ed|ing)? out|target(?:s|ed|ing)?|tackl(?:e|es|ed|ing)|help(?:s|ed|ing)?(?: with| against)?|blur(?:s|red|ring)?|fill(?:s|ed|ing)?(?: in| out)?|ease(?:s|d)?|lessen(?:s|ed|ing)?|works? (?:on|against)|for';
const boosting =
  'boost(?:s|ed|ing)?|stimulat(?:e|es|ed|ing)|build(?:s|ing)?(?: up)?|built|rebuild(?:s|ing)?|increas(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|promot(?:e|es|ed|ing)|produc(?:e|es|ed|ing)|generat(?:e|es|ed|ing)|mak(?:e|es|ing)|kick-?start(?:s|ed|ing)?|restor(?:e|es|ed|ing)|activat(?:e|es|ed|ing)|encourag(?:e|es|ed|ing)|induc(?:e|es|ed|ing)|creat(?:e|es|ed|ing)|enhanc(?:e|es|ed|ing)|grow(?:s|ing)?|speed(?:s|ing)? up|ramp(?:s|ing)? up|regenerat(?:e|es|ed|ing)|renew(?:s|ed|ing)?|plump(?:s|ed|ing)? up';
const topicals =
  'serums?|creams?|lotions?|gels?|oils?|products?|actives?|active ingredients?|ingredients?|vitamin c|retinol|hyaluronic acid|skin ?care|moisturi[sz]ers?|treatments?|minoxidil';
const needling = '(?:micro-?)?needl(?:e|es|ing)|(?:derma-?)?roll(?:er|ers|ing)?|needled';
const number =
  '\\d[\\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|several|a few|a couple of';
const span = `(?:${number})(?:(?: to | or | ?[-–] ?)(?:${number}))?`;
const everyone =
  '(?:absolutely |nearly |almost )?(?:everyone|everybody|anyone|anybody|(?:all|every|any|each) (?:[\\w-]+ )?(?:skin(?:[- ]?(?:types?|tones?|colou?rs?)|s)?|complexions?|(?:types?|kinds?|colou?rs?|tones?|shades?) of skin|ages?|age groups?|persons?|people|users?|customers?|patients?|wom[ae]n|m[ae]n|bod(?:y|ies)|faces?)|the whole family)';

/**
 * Every claim of section 12 of our fact sheet that a shop must not make, and what else the sheet keeps out.
 *
 * Some hold everywhere, some on products alone. Studies did look at scars, lines and collagen under clinical needling,
 * so an article may tell that (“in a trial scars looked better”), each time with its source; a product page may not,
 * because the same words there state a medical purpose that the product does not have (S26, S27, S36, S37).
 * Nothing about the shop’s own goods or checks, no rank that nobody gave (“FDA approved”), and no “for everyone” is
 * right anywhere.
 */
export const bannedClaims: readonly BannedClaim[] = [
  {
    id: 'treats-condition',
    where: 'everywhere',
    aboutNeedling: true,
    reportable: true,
    patterns: [
      words`${remedies} ${gap}${condition}`,
      words`${'scars?|acne|wrinkles?|lines|stretch[- ]?marks?'}[- ](?:free|be[- ]gone|eras(?:er|ing)|remov(?:er|ing)|heal(?:er|ing))`,
      words`${'regrow(?:s|ing|th)?|re-grow(?:s|ing)?|grow(?:s|ing)?|thicken(?:s|ed|ing)?|restor(?:e|es|ing)'} ${'(?:your |new |lost |thicker |fuller |the |more )*'}hair`,
    ],
    besideNeedles: [
      words`${prevention} ${gap}(?:acne|breakouts?|wrinkles?|hair[- ]?loss|baldness|age?ing|cellulite)`,
      words`${condition} (?:(?:can|could|may|might|will|would|should|must|to|are|is|was|were|be|been|being|get|gets|getting|all|now) ){1,3}(?:\w+ly )?${done}`,
      words`${condition} (?:(?:will|can|simply|just|soon) )*(?:disappear(?:s|ed)?|vanish(?:es|ed)?|melt(?:s|ed)? away|(?:is|are) gone|go(?:es)? away)`,
    ],
    onProducts: [
      words`${'scars?|acne|wrinkles?|lines|stretch[- ]?marks?|hair[- ]?loss|cellulite|pigmentation'}[- ](?:removal|treatment|therapy|cure|remedy|reduction|repair)`,
      words`${'treatment|therapy|cure|remedy|solution|answer'} (?:for|of|to|against) ${gap}${condition}`,
      words`${prevention} ${gap}${condition}`,
      words`anti[- ]?(?:age?ing|wrinkle|acne|scar|cellulite)`,
    ],
    reason:
      'claims to treat a condition. No roller we sell has been shown to, and such words make it a medical device that nobody has licensed',
    sources: ['S26', 'S27', 'S36', 'S37', 'S41'],
    instead: 'In clinics, longer needles are used on some acne scars. This roller is not made for that.',
    example: { text: 'It removes acne scars and fine lines.', words: 'removes acne scars' },
  },
  {
    id: 'improves-condition',
    where: 'products',
    reportable: false,
    patterns: [
      words`${betterments} ${gap}${condition}`,
      words`${'smoother|younger|firmer|tighter|plumper|brighter|clearer|healthier'}(?:[- ]looking)? ${'skin|face|complexion|scalp'}`,
      words`${'rejuvenat(?:e|es|ed|ing|ion)|youthful|age-?defying|lifting effect|thicker hair|fuller hair|hair growth'}`,
    ],
    reason:
      'promises a better skin or scalp, and nothing we read shows that for a roller of these lengths at home',
    sources: ['S26', 'S27', 'S38', 'S46', 'S60'],
    instead: 'We make no claim about how your skin will look.',
    example: { text: 'Reduces wrinkles.', words: 'Reduces wrinkles' },
  },
  {
    id: 'boosts-collagen',
    where: 'everywhere',
    aboutNeedling: true,
    reportable: true,
    patterns: [
      words`${boosting} ${gap}(?:collagen|elastin)`,
      words`${'(?:collagen|elastin)'} (?:production )?(?:is|are|gets?|will be|can be) (?:\w+ly )?${'boosted|stimulated|increased|triggered|produced|rebuilt|restored|activated'}`,
    ],
    besideNeedles: [
      words`${'means|gives|brings|get|gets|for|with|has'} ${'(?:\\w+ )?(?:more|new|extra)'} (?:collagen|elastin)`,
    ],
    onProducts: [
      words`${'collagen|elastin'}[- ](?:boost(?:er|ing|s)?|production|stimulat(?:ion|ing|or)|induction|build(?:er|ing)|renewal|growth|synthesis|therapy)`,
      words`more (?:collagen|elastin)`,
    ],
    reason:
      'claims more collagen. It was seen in samples after clinical needling, never with a roller at home, and makes the product a medical device',
    sources: ['S3', 'S26', 'S27', 'S39'],
    instead: 'What a roller at home does to collagen, nobody has measured.',
    example: { text: 'Rolling boosts your own collagen.', words: 'boosts your own collagen' },
  },
  {
    id: 'home-benefit',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'(?:home|short|our|your|this|these|the|any|a)(?: [\\w.-]+){0,2} (?:rollers?|rolling|needling)|(?:rolling|needling) (?:yourself )?at home'} (?:(?:can|will|does|do|also|really|even|\w+ly) )*(?:${betterments.replace('|for', '')}) ${gap}${condition}`,
      words`${'home|short|our|your|this'} ${'(?:[\\w.-]+ )?(?:rollers?|rolling|needling)'} (?:(?:really|does|do|will|can|\w+ly) )*(?:works?|is effective|are effective|gets? results)`,
    ],
    reason: 'says that rolling at home does some good, and we found no proof of that',
    sources: ['S46', 'S60', 'S72'],
    instead: 'We found no trial that shows what rolling at home does for scars or lines.',
    example: { text: 'A home roller softens acne scars.', words: 'A home roller softens acne scars' },
  },
  {
    id: 'permanent',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`permanent(?:ly)? (?:\w+ )?${'results?|improve[sd]?|improvements?|solutions?|removal|removes?|effects?|smooth\\w*|changes?|reduc\\w+|fix(?:es)?|cures?|rid|better|benefits?|eras\\w+|gone|hair removal|lifts?|glow'}`,
      words`${'results?|effects?|improvements?|benefits?|changes'} ${'(?:that |which |will |can |are |is |really )*'}(?:permanent|last(?:s|ing)? (?:for ?ever|for life|a lifetime|for good))`,
      words`${'lasting|long-lasting|lifelong|everlasting'} ${'(?:results?|improvements?|benefits?|beauty|smoothness)'}`,
      words`once and for all`,
    ],
    onProducts: [
      words`permanent(?:ly)?(?! (?:scar|mark|damage|harm|lump|pigment|colou?r change|nerve|loss|injur))`,
      words`for ?ever`,
    ],
    reason: 'promises a result for good; a hospital tells its patients that needling may not work at all',
    sources: ['S2', 'S38', 'S41'],
    instead: 'Results vary, and some people see little.',
    example: { text: 'You get permanent results.', words: 'permanent results' },
  },
  {
    id: 'painless',
    where: 'everywhere',
    negative: true,
    conditional: true,
    reportable: true,
    patterns: [
      words`${'painless(?:ly|ness)?|pain[- ]?free|free (?:of|from) pain|without (?:any )?(?:pain|discomfort)|ouch-?less|pain ?less'}`,
      words`${"(?:does|do|did|will|would|should|is|are|can)(?: not|n't)|won't|cannot|never"} ${'(?:really |even )?(?:hurts?|sting|be painful|painful|cause (?:any )?pain)'}`,
      words`${"(?:no|zero) (?:pain|discomfort)|(?:feel|feels) (?:nothing|no pain)|not (?:at all )?painful|hurts? nobody|(?:won't|will not|don't|do not|never) feel (?:a thing|any pain|any discomfort)"}`,
    ],
    reason: 'says that it does not hurt, and pain is among the effects that reviews expect',
    sources: ['S14', 'S15'],
    instead: 'Expect it to sting. If rolling hurts, stop.',
    example: { text: 'Rolling is painless.', words: 'painless' },
  },
  {
    id: 'no-side-effects',
    where: 'everywhere',
    negative: true,
    conditional: true,
    reportable: true,
    patterns: [
      words`${'no|zero|without|free (?:of|from)|never any|not any'} (?:(?:known|real|serious|lasting|bad|unwanted|nasty|any|negative|adverse) )*${'side[- ]?effects?|risks?|danger|downsides?|complications?|downtime'}`,
      words`${'side[- ]?effects?|risk|danger|downtime|complication'}[- ]free`,
      words`${'side[- ]?effects?|risks?|downtime'}: (?:none|no|zero)`,
      words`${'hardly any|barely any|scarcely any|almost no|virtually no|practically no|next to no'} ${'side[- ]?effects?|risks?|complications?|downtime'}`,
      words`${'(?:complete|total|perfect|absolute|entire|whol|full)ly|100 ?%|100 per cent|always|guaranteed'} ${'safe|harmless|risk[- ]free'}`,
      words`${"harmless|cannot (?:harm|hurt|damage)|can't (?:harm|hurt|damage)|non-?invasive|does (?:no|not (?:do )?any) harm"}`,
    ],
    reason: 'denies a risk that reviews and regulators list: infection, dark marks, scars, lasting lumps',
    sources: ['S14', 'S25', 'S27', 'S33'],
    instead:
      'Reviews report infection, dark marks and scars. How often they follow rolling at home, nobody has measured.',
    example: { text: 'There are no side effects.', words: 'no side effects' },
  },
  {
    id: 'safe-for-everyone',
    where: 'everywhere',
    conditional: true,
    reportable: true,
    patterns: [
      words`${'safe|safely|suit(?:s|ed|able)?|fit|ideal|perfect|gentle(?: enough)?|right|good|great|made|recommended|designed|appropriate|fine'} ${'for|on|to|with|by'} ${everyone}`,
      words`suits? ${everyone}`,
      words`${everyone} (?:can|may|could) (?:safely )?(?:use (?:it|one|them|a roller|our rollers?|this roller)|roll|do it|do this|try (?:it|one)|enjoy|benefit)`,
      words`${'can be used|may be used|be used|used safely|use it'} (?:\w+ )?(?:by|on|for) ${everyone}`,
    ],
    onProducts: [words`for (?:all|every) skins?(?:[- ]?(?:types?|tones?|colou?rs?))?`],
    reason: 'says that anybody may use it; several conditions and medicines are reasons not to',
    sources: ['S0', 'S14', 'S22', 'S25'],
    instead: 'Some people should not use one at all: answer the self-check first.',
    example: { text: 'It is safe for everyone.', words: 'safe for everyone' },
  },
  {
    id: 'works-for-everyone',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'works?|effective|worked|does wonders|results'} (?:\w+ )?(?:for|on|in) ${everyone}`,
      words`${`${everyone}|every single (?:user|patient|person)|all who (?:use|try) it|users|customers`} (?:(?:will|can|has|have|who (?:use|uses|tries|try) (?:it|one)|of them|always|all) )*(?:improve[sd]?|benefits?|benefited|see(?:s)? (?:results?|improvement|a difference|a change)|gets? (?:results?|better)|achieve[sd]? (?:\w+ )?(?:results?|improvements?)|noticed? (?:a|an) (?:difference|change|improvement)|get better|responds?|responded)`,
      words`\w+ (?:in|out of) \w+ (?:users|customers|buyers|readers) ${'saw|see|noticed?|reported?|said|say|agree|improved|got|loved?|felt'}`,
      words`${'guarantee[ds]?|guaranteed'} (?:\w+ )?${'results?|improvements?|success|to work|effect'}`,
      words`${'results?|success|improvement'} (?:is |are )?(?:guaranteed|assured|certain)`,
      words`${'always works|never fails|works every time|100 ?% effective|foolproof|miracle'}`,
    ],
    reason: 'says that it works for all; in the one blinded trial a quarter did not even finish',
    sources: ['S2', 'S41'],
    instead: 'Results vary, and some people see little.',
    example: { text: 'All patients improve.', words: 'All patients improve' },
  },
  {
    id: 'clinically-proven',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'clinically|scientifically|medically|dermatologically|laboratory|lab|clinic'}[- ]${'proven|proved|tested|validated|verified|confirmed|demonstrated|shown|studied|backed|effective'}`,
      words`${'(?:doctor|dermatologist|clinician|expert)s?'}[- ](?:tested|proven|developed|designed|formulated)`,
      words`${'stud(?:y|ies)|trials?|research|science|evidence|tests'} (?:has |have |clearly |now )*prove[sdn]?`,
      words`${'proven|proved'} ${'to|results?|formula|effective|effect|method|technology|technique|benefits?|by (?:science|research|studies|trials|doctors)'}`,
      words`${'science|research|evidence'}[- ](?:backed|proven)|backed by ${'science|research|(?:clinical )?(?:studies|trials)'}`,
    ],
    onProducts: [words`proven|scientific(?:ally)?`],
    reason: 'claims a proof. No study was made of this product, and the seller must hold one to say so',
    sources: ['S38', 'S53', 'S72'],
    instead:
      'In one trial of clinical needling, scars scored better at six months. It was not of this roller.',
    example: { text: 'Our rollers are clinically proven.', words: 'clinically proven' },
  },
  {
    id: 'fda-approved',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'FDA|U\\.?S\\.? FDA|MHRA|TGA|CE|EU|Health Canada|UKCA'}(?:'s)?[- ](?:has |had |have |is |been |fully |510\(k\)[- ])*${'approv(?:ed?|es|al)|register(?:s|ed)?|registration|clear(?:s|ed|ance)?|certifi(?:ed|es|cation)|listed|accredited|compliant'}`,
      words`${'approved|registered|cleared|certified|listed|accredited'} (?:by|with|at) ${'(?:the )?(?:US |U\\.S\\. |UK )?(?:FDA|Food and Drug Administration|MHRA|TGA|Health Canada|regulators?)'}`,
      words`${'approval|registration|clearance|seal'} (?:of|from|by|with) ${'(?:the )?(?:US )?(?:FDA|Food and Drug Administration|MHRA|TGA)'}`,
      words`${'licensed|authori[sz]ed|approved'} (?:medical device )?for (?:use at home|home use)`,
    ],
    reason:
      'names a rank that no roller for the home has been given; registering with an office is no approval',
    sources: ['S25', 'S30', 'S32', 'S75'],
    instead:
      'The FDA has authorised some devices for use by trained providers. None of our rollers is among them.',
    example: { text: 'An FDA-approved roller.', words: 'FDA-approved' },
  },
  {
    id: 'medical-grade',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'medical|medically|clinical|clinic|surgical|hospital|professional|pharmaceutical|dermatological|doctor|salon|physician'}[- ](?:grade|quality|strength|standard)`,
      words`medical ${'(?:stainless )?(?:steel|titanium)'}`,
    ],
    reason: 'is a rank that nobody gives; it suggests a check by doctors that has not been made',
    sources: ['S37', 'S38'],
    instead: 'The needles are of steel.',
    example: { text: 'The needles are of medical-grade steel.', words: 'medical-grade' },
  },
  {
    id: 'sterile-at-home',
    where: 'everywhere',
    reportable: true,
    patterns: [
      words`${'clean(?:s|ed|ing)?|wash(?:es|ed|ing)?|soak(?:s|ed|ing)?|rins(?:e|es|ed|ing)|disinfect(?:s|ed|ing|ion)?|alcohol|surgical spirit|boil(?:s|ed|ing)?|steam(?:s|ed|ing)?|spray(?:s|ed|ing)?|peroxide|bleach|microwav\\w+|dishwasher|kettle|lid|case|tray|cap'}\b(?!(?:,? (?:and |or )?(?:clean|cleaned|disinfected|washed))*,? (?:and |or )?steril)[^.;:!?—–\n]{0,60}?\b${'steril(?:e|ity)|sterili[sz](?:e|es|ed|er|ation)'}(?! (?:gauze|water|pouch|saline|packed|packs?|gloves?|needles?|dressings?|swabs?|wipes?|until|only|container|field))`,
      words`sterili[sz](?:e|es|ed|ing) (?:it|them|your|the|this|a|any)\b(?: [\w-]+){0,2}? ?${'at home|yourself|after (?:each|every)|before (?:each|every)|with|in|roller|needles|drum|head'}`,
      words`${'(?:stays?|remains?|keeps?(?: it| the roller| your roller)?|kept|becomes?) (?:\\w+ )?sterile|sterile (?:again|after|for (?:weeks|months|years|ever))|re-?sterili[sz]\\w+|home sterili[sz]\\w+|self-?sterili[sz]\\w+'}`,
    ],
    reason: 'says that a roller can be made sterile at home, which nobody has shown',
    sources: ['S5', 'S28', 'S65'],
    instead: 'Clean it as its leaflet says. That does not make it sterile again.',
    example: { text: 'Soak it in alcohol and it is sterile.', words: 'Soak it in alcohol and it is sterile' },
  },
  {
    id: 'pushes-product-deeper',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${topicals} ${'(?:to |can |will |that |which |is |are |be |being |get |gets |go |goes |sink |sinks |reach |reaches |penetrate |penetrates |absorb |absorbs |absorbed |work |works |in |much |even |far |[a-z]+ly )*'}(?:deeper|more deeply|deep (?:in|into|down|within)|better absorbed|absorb(?:s|ed)? (?:\w+ )?(?:better|more|faster|deeper))`,
      words`${'push|pushes|pushing|drive|drives|driving|deliver|delivers|delivering|carry|carries|carrying|send|sends|help|helps|helping|let|lets|letting|get|gets|bring|brings|force|forces|infuse|infuses'} ${'(?:your |the |any |a |an |more |of |favourite |favorite |chosen )*'}${topicals} (?:\w+ ){0,3}(?:deeper|deep|better|further|more)`,
      words`${'(?:better|increased?|increases|enhanced?|enhances|improved?|improves|boosts?|boosted|maximum|maximi[sz]es?|deeper|greater|higher|more|faster|optimal|superior)'} ${'(?:the |your |product |serum |skin |cream |skincare |of )*'}(?:absorption|penetration|uptake|absorbency)`,
      words`${'\\d[\\d.,]*(?: to \\d[\\d.,]*)? ?(?:x|×|times|fold|-fold|%|per cent|percent)'} ${'(?:the |more |better |greater |higher |deeper |faster |increased? (?:in )?)*'}(?:absorption|penetration|uptake|effective|absorbed|deeper)`,
      words`${'absorption|penetration|uptake'} ${'(?:(?:of|by|up|to|is|are|increased?|rises?|goes|improved?|boosted|enhanced|your|serums?|creams?|products?|the) )*'}(?:\d[\d.,]* ?(?:x|×|times|fold|%|per cent|percent)|better|higher|deeper)`,
      words`absorb(?:s|ed|ing)? (?:\w+ ){0,3}(?:better|more|faster|deeper|up to)`,
      words`${topicals} (?:[\w']+ )?(?:penetrate|absorb|work|sink in|soak in)s? (?:[\w%]+ ){0,3}(?:better|deeper|faster|more)`,
    ],
    onProducts: [
      words`${'absorption|absorbs?|absorbed|infus(?:e|es|ion)'}`,
      words`${'push|pushes|drive|drives|deliver|delivers|carry|carries|help|helps|let|lets'} ${'(?:your |the |any )*'}${topicals} (?:to )?(?:sink|soak|go|get|in|into|through|penetrate|reach|work)`,
    ],
    reason:
      'praises a roller for driving products into the skin. Lasting lumps have followed that, and US rules leave such devices out',
    sources: ['S16', 'S17', 'S28'],
    instead: 'Do not roll any product in. Lasting lumps have been reported after creams and serums were.',
    example: { text: 'It pushes your serum deeper.', words: 'pushes your serum deeper' },
  },
  {
    id: 'rolls-product-in',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'apply|applying|put|putting|use|using|spread|smooth|add|massage|follow with|finish with|top with'} ${'(?:on |a |an |your |the |any |some |more |drop of |drops of |layer of |favourite |favorite )*(?:serum|vitamin c|retinol|hyaluronic acid|active|acid|peptide|minoxidil)(?: serum| cream)?(?: on| first)?'}(?: [\w']+){0,4}? ${'(?:before|while|as|after|when|straight after|right after|then|and) (?:you )?(?:roll|rolling|needle|needling|rolled)'}`,
      words`${'roll(?:ing)? in'} ${'(?:a |an |your |the |any |some |favourite )*'}${topicals}`,
      words`${'after|before|while|when'} (?:you )?(?:roll|rolling|needling|needle),? (?:then )?(?:apply|put on|use|spread|massage in) ${'(?:a |an |your |the |any |some )*'}(?:serum|vitamin c|retinol|hyaluronic acid|actives?|acids?|peptides?|minoxidil)`,
    ],
    reason: 'tells the reader to roll with a serum or put one on at once; granulomas have followed that',
    sources: ['S16', 'S17'],
    instead: 'Put nothing on freshly rolled skin that the leaflet does not name.',
    example: { text: 'Apply a serum before rolling.', words: 'Apply a serum before rolling' },
  },
  {
    id: 'same-as-clinic',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'(?:the )?(?:same|similar|identical|equal|comparable)'} (?:\w+ )?${'results?|effects?|outcomes?|benefits?|quality|treatment|procedure'} ${'(?:\\w+ ){0,2}?(?:as|to|of|like)'} (?:\w+ ){0,3}?${"(?:clinics?|salons?|spas?|professionals?|dermatologists?|dermatologist's|doctors?)"}`,
      words`${'professional|clinic|clinical|salon|spa|dermatologist|pro|in-?clinic'}(?:[- ](?:like|level|quality|style|grade))? results`,
      words`${'results?|treatment|clinic|salon|spa|dermatologist|needling session'} (?:\w+ )?${'in|at|from'} (?:the )?(?:comfort (?:and \w+ )?of )?your (?:own )?(?:home|bathroom|sofa)`,
      words`${'professional|clinical|clinic|salon|spa'} ${'(?:(?:treatments?|results?|needling|microneedling|sessions?|quality) )'}at home`,
      words`results at home`,
      words`results? (?:of|from) (?:a|your) ${'clinic|salon|spa|dermatologist'}(?=[^.]*\bat home)`,
      words`${'as (?:good|effective|strong|well) as'} (?:\w+ ){0,4}?${"clinics?|salons?|professional(?:s|ly)?|dermatologists?(?:'s)?|in-?clinic"}`,
      words`${'(?:just )?like (?:in )?(?:a|the|your) (?:clinic|salon|spa|dermatologist)|replaces? (?:a |the |your )?(?:clinic|salon|dermatologist|professional)|clinic in your hand|bring(?:s)? the clinic'}`,
    ],
    reason: 'puts a short roller beside what clinics do with longer needles and training',
    sources: ['S46', 'S60', 'S38'],
    instead: 'It does not do what a clinic does.',
    example: { text: 'Professional results at home.', words: 'Professional results at home' },
  },
  {
    id: 'before-and-after',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`before[- ]?(?:and|&|\/|to)[- ]?after(?:s|[- ](?:pictures?|photos?|photographs?|images?|shots?|gallery|results?|comparisons?))`,
      words`before ?\/ ?after`,
      words`${'pictures?|photos?|photographs?|images?|gallery'} (?:\w+ ){0,3}before (?:and|&) after`,
      words`before (?:and|&) after ${'(?:rolling|using|use|the roller|\\d)'}`,
    ],
    reason: 'shows or offers before-and-after pictures, which promise the reader the same',
    sources: ['S38'],
    instead: 'A drawing, marked as a schematic and as no promise.',
    example: { text: 'See our before-and-after photos.', words: 'before-and-after photos' },
  },
  {
    id: 'stays-in-dead-skin',
    where: 'everywhere',
    negative: true,
    conditional: true,
    reportable: false,
    patterns: [
      words`${'stays?|remains?|keeps?|staying|keeping|works?|reach(?:es)?|touch(?:es)?|touching|scratch(?:es)?|affects?|goes|go|penetrates?|enters?|pierces?|only'} ${'(?:only |just |merely |no further than |no deeper than |in |on |at |to |into |within |inside |through |the |your |very |outer |outermost |top |upper |layer of )*'}(?:dead (?:outer |top )?(?:skin|layer|cells|tissue)|stratum corneum|surface of (?:the|your) skin|skin's surface|top layer of (?:the|your) skin)`,
      words`${'outside|above|short of'} (?:the |your )?living ${'skin|layers?|tissue|cells'}`,
      words`${"(?:(?:does|do|did|will|would|can|could|is|are)(?: not|n't)|cannot|never|not|without|too short to|unable to)"} (?:\w+ )?${'reach(?:es|ing)?|enter(?:s|ing)?|breach(?:es|ing)?|break(?:s|ing)?|pierc(?:e|es|ing)|penetrat(?:e|es|ing)|touch(?:es|ing)?|get(?:s|ting)? (?:in)?to|go(?:es|ing)? (?:in)?to|injur(?:e|es|ing)|damag(?:e|es|ing)|disturb(?:s|ing)?|wound(?:s|ing)?'} (?:the |your |any )?(?:living (?:skin|layers?|tissue|cells)|(?:skin|skin's) barrier|skin barrier)`,
      words`${"(?:(?:does|do|did|will|would|can|could)(?: not|n't)|cannot|never)"} (?:\w+ )?(?:get|gets|go|goes|pass|passes|reach|reaches) ${'past|beyond|below|beneath|through'} (?:the |your )?(?:dead|stratum corneum|outer|outermost|top|surface)`,
      words`${'(?:only )?dead skin only|(?:merely|only) superficial|stays? (?:on|at) the surface'}`,
    ],
    reason:
      'says that short needles keep out of living skin. Needles of this length breached the barrier of human faces',
    sources: ['S8', 'S9', 'S9b'],
    instead: 'Expect even the shortest needles to breach the skin barrier.',
    example: { text: 'A 0.2 mm needle stays in dead skin.', words: 'stays in dead skin' },
  },
  {
    id: 'approved-by-check',
    where: 'everywhere',
    conditional: true,
    reportable: false,
    patterns: [
      words`${'doctor|dermatologist|clinician|physician|pharmacist|medically|GP|expert|nurse'}s?[- ](?:approved|cleared|recommended|endorsed|certified|checked)`,
      words`${'approved|cleared|recommended|endorsed|passed|certified'} by ${'(?:a |an |our |your |the |leading |all )*(?:doctors?|dermatologists?|clinicians?|physicians?|GPs?|pharmacists?|experts?|medical team)'}`,
      words`${'doctors?|dermatologists?|clinicians?|experts?|pharmacists?|physicians?'} (?:(?:have|has|all|also|now) )*${'approved?|approves|recommends?|recommended|endorsed?|endorses|trusts?'} ${'it|this|our|these'}`,
      words`you(?:'re| are| will be|'ll be)(?: now| all| perfectly| completely| medically)* ${'(?:safe|cleared|approved|suitable|fit to|a (?:good|suitable|perfect) candidate|good to go|in the clear)'}`,
      words`${"(?:it is|it's|is|are|be|was|roller is|rolling is|needling is) (?:\\w+ )?"}safe for you`,
      words`${'(?:doctor|dermatologist|clinician|check|we|self-check|quiz)s?'} (?:has |have |will )?(?:approved?|cleared?|passed|approves|clears|certif(?:y|ies|ied)|diagnos(?:e|es|ed)) you`,
      words`${'safe|suitable|ready|cleared|approved'} to (?:roll(?! in\b)|needle|start rolling)`,
    ],
    reason:
      'makes the self-check an examination. It compares answers with a list, no clinician is in it, and a list misses people',
    sources: ['D8', 'S31'],
    instead: 'We found no reason against it on our list. That is not a medical opinion.',
    example: { text: 'You are safe to roll.', words: 'You are safe' },
  },
  {
    id: 'needle-length-as-depth',
    where: 'everywhere',
    reportable: true,
    patterns: [
      words`${'reach(?:es|ed|ing)?|go(?:es|ing)?|went|penetrat(?:e|es|ed|ing)|enter(?:s|ed|ing)?|get(?:s|ting)?|pierc(?:e|es|ed|ing)|prick(?:s|ed|ing)?|sink(?:s|ing)?'} (?:[\w'-]+ ){0,4}?\d[\d.]*(?: ?(?:to|or|-|–) ?\d[\d.]*)? ?mm (?:deep|into|down|below|in depth|under|beneath)`,
      words`\d[\d.]*(?: ?(?:to|or|-|–) ?\d[\d.]*)? ?mm deep(?: into)? (?:in|into|below|under) (?:the |your )?(?:skin|dermis)`,
    ],
    reason:
      'gives the length of a needle as the depth that it reaches, which is less and has not been measured in people',
    sources: ['S5', 'S7', 'S56'],
    instead: 'The needles are 1.5 mm long. How deep they go is less, and is not known exactly.',
    example: { text: 'The needles reach 2 mm deep.', words: 'reach 2 mm deep' },
  },
  {
    id: 'safe-length',
    where: 'everywhere',
    reportable: true,
    patterns: [
      words`safe(?:st)? (?:at-?home |home |maximum |needle |roller )*(?:needle )?(?:lengths?|sizes?|depths?)(?! check)`,
      words`\d[\d.]* ?mm(?: needles?| rollers?| or less| or shorter)?(?: is| are)(?: \w+)? safe`,
      words`safe (?:at home |for home use )?(?:up to|at|below|under) \d[\d.]* ?mm`,
    ],
    reason: 'names a length that is safe at home; no regulator or medical body that we read does',
    sources: ['S8', 'S25', 'S32'],
    instead: 'No regulator that we read names a safe needle length for the home.',
    example: { text: 'At home, 0.3 mm is safe.', words: '0.3 mm is safe' },
  },
  {
    id: 'rolling-frequency',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${`${needling}|use (?:it|one|your roller|the roller|a roller|this roller)|used|using it|repeat(?:ed)?(?: it)?|do (?:it|this)`}\b(?:(?!\b(?:cream|moisturi[sz]er?|sunscreen|gel|wash|cleanser|apply|water|session|sessions|clinic|trial|study)\b)[^.;:!?\n]){0,40}?\b(?:${`(?:once|twice|thrice|(?:${span}) times|nightly|daily|every)`} (?:a|per|each|every|other|second|third|single)? ?(?:day|night|week|month|morning|evening|fortnight|${span} (?:days|weeks|months))s?|(?:every|each) (?:day|night|week|morning|evening)|every (?:${number}) (?:to (?:${number}) )?(?:days|weeks|months)|daily|nightly|weekly)`,
      words`${`once|twice|(?:${span}) (?:times|uses|sessions)`} ${'(?:a|per|each|every)'} (?:day|week|month|fortnight)(?=[^.;:!?\n]{0,30}\b(?:roll|rolling|roller|needling|at home)\b)`,
      words`${`(?:${span}) uses`} ${'(?:a|per|each|every)'} (?:day|week|month)`,
    ],
    reason: 'says how often to roll at home; only magazines and shops do, and nobody has studied it',
    sources: ['S8', 'S46', 'S60'],
    instead: 'Follow the leaflet, and wait until the skin has fully settled.',
    example: { text: 'Roll two to three times a week.', words: 'Roll two to three times a week' },
  },
  {
    id: 'uses-per-roller',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'replac(?:e|es|ed|ing)|chang(?:e|es|ing)|throw|discard|swap|renew'} (?:[\w']+ ){0,4}?(?:after|every|once|each) (?:(?:about|around|at most|some|up to|the) )*(?:${span} )?(?:uses|use|weeks|months|sessions|times|rollings|week|month)`,
      words`${'lasts (?:for )?|will last|good for|enough for|use it for|used for|use it up to'} ?(?:(?:about|around|at most|some|up to|for) )*${span} (?:uses|weeks|months|sessions|times|rollings)`,
    ],
    reason: 'says after how many uses or weeks to replace a roller; the pages that do contradict one another',
    sources: ['S28', 'S67', 'S69'],
    instead: 'Replace it when its leaflet says so, and at once if a needle is bent or blunt.',
    example: { text: 'Replace it after ten uses.', words: 'Replace it after ten uses' },
  },
  {
    id: 'cleaning-agent',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'soak|clean|disinfect|wipe|rinse|dip|spray|spritz|submerge|place|leave|wash|put'}\b(?: (?!(?:a|the|your) (?:skin|face|wound))[\w'-]+){0,6}? (?:in|with|into|using|under) ${'(?:a |some |the |strong |diluted |household |\\d+ ?(?:%|per cent) )*(?:(?:isopropyl |rubbing )?alcohol|surgical spirit|bleach|(?:hydrogen )?peroxide|boiling water|denture tablets?|vinegar|ethanol)'}`,
      words`boil (?:it|your roller|the roller|the head)`,
    ],
    reason:
      'names what to clean a roller with; the pages that do contradict one another, so only the leaflet counts',
    sources: ['S28', 'S66', 'S67', 'S68', 'S69'],
    instead: 'Clean it as its leaflet says.',
    example: { text: 'Soak it in alcohol.', words: 'Soak it in alcohol' },
  },
  {
    id: 'numbing-at-home',
    where: 'everywhere',
    reportable: true,
    patterns: [
      words`${'apply|applying|use|using|put on|rub in|spread|leave on|try'} ${'(?:a |an |some |your |the |any |thin |thick |layer of |little )*(?:numbing|numbing cream|an[ae]+sthetic|topical an[ae]+sthetic|lidocaine|EMLA|LMX4?)'}(?: cream| gel)?`,
      /(?<=(?:^|[.:;!?\n] ?|\bthen |\band |\bfirst,? ))numb (?:the|your) (?:skin|face|area|scalp)(?!\w)/giu,
    ],
    reason:
      'tells the reader to numb the skin; people have died of numbing creams, and short needles should need none',
    sources: ['S40', 'S40d'],
    instead: 'Do not use a numbing cream. If rolling hurts, stop.',
    example: { text: 'Apply a numbing cream first.', words: 'Apply a numbing cream' },
  },
  {
    id: 'quick-results',
    where: 'everywhere',
    reportable: false,
    patterns: [
      words`${'results?|improvements?|(?:a |the )?difference|glow|smoother skin|change'} (?:\w+ )?(?:in|within|after|from) (?:(?:just|only|as little as|about|under|less than|your|the|a) )*(?:(?:${span}) (?:days?|weeks?|minutes?|uses?|sessions?|rolls?|treatments?)|(?:first|one|single) (?:use|session|roll|treatment)|days|minutes|no time)`,
      words`${'instant|instantly|immediate|overnight|fast|quick|rapid|visible|dramatic|amazing|stunning|noticeable'} ${'(?:visible |smoother )?(?:results?|improvements?|difference|glow|smoothness|transformation)'}`,
    ],
    reason: 'promises quick results; the paper, the trial and the hospital that we read are all slower',
    sources: ['S0', 'S2', 'S41', 'S59'],
    instead: 'After clinical needling, a hospital asks patients to wait for months before they judge.',
    example: { text: 'See results in two weeks.', words: 'results in two weeks' },
  },
  {
    id: 'demarcation-current',
    where: 'everywhere',
    reportable: false,
    unspeakable: true,
    patterns: [
      words`demarcation (?:currents?|potentials?)`,
      words`${'electrical|electric|bio-?electric(?:al)?'} (?:\w+ )?${'demarcation|signals? of the needles?|currents? (?:of|between) the needles?|fields? of the needles?'}`,
    ],
    reason:
      'repeats a guess about electricity in the skin for which we read no data; leave it out altogether',
    sources: [],
    instead: 'The punctures are thought to start ordinary wound healing.',
    example: { text: 'The needles set up a demarcation current.', words: 'demarcation current' },
  },
];

/** Words for a needle or roller at work. */
export const needlingWords: RegExp = new RegExp(
  `\\b(?:${needling}|roll(?:s|ed)?|punctur(?:e|es|ed|ing)|microneed\\w+|derma-?rollers?)\\b`,
  'i',
);

/** Words for something other than a needle that acts on skin or hair: other treatments, and the body itself. */
export const otherRemedies: RegExp =
  /\b(?:medicines?|medications?|drugs?|capsules?|tablets?|antibiotics?|creams?|gels?|lotions?|ointments?|retinoids?|retinol|tretinoin|adapalene|isotretinoin|benzoyl|peroxide|acids?|steroids?|minoxidil|finasteride|lasers?|peels?|peeling|dermabrasion|surgery|surgical|surgeons?|excision|subcision|silicone|fillers?|injections?|light|cautery|cryotherapy|radiotherapy|antivirals?|plasma|sunscreens?|sun|shade|cells?|fibroblasts?|growth factors?|the body)\b/i;
