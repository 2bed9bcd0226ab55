import type { GateState } from '#features/self-check/clearance-standing.ts';
import { formatNeedleLength, tierOf } from '#lib/needle-length.ts';
import {
  isListed,
  pauseOn,
  placeWords,
  type SaleMarket,
  type SaleProduct,
  type SaleVariant,
} from '#lib/purchasable.ts';

/** One thing that must hold before something can be bought. */
export interface SaleCondition {
  asks: string;
  holds: boolean;
  /** How it stands, and where it does not hold what to do. */
  words: string;
}

/** What the answer is made from. `product`: null where the SKU has no public page. */
export interface SaleFacts {
  product: SaleProduct | null;
  variant: SaleVariant | null;
  market: SaleMarket;
  gate: GateState;
  /** Undefined: the shop has no level for the SKU. */
  level: { onHand: number; reserved: number } | undefined;
  now: Date;
}

/**
 * “Why can't this be bought?”: every condition that list, basket and checkout ask for, each with how it stands and what to
 * do. They all hold exactly where `purchasable` says yes and, for needles, the gate lets a clear check through; the test
 * of this file goes through all combinations.
 */
export function saleConditions({ product, variant, market, gate, level, now }: SaleFacts): SaleCondition[] {
  if (!product || !variant) {
    return [
      {
        asks: 'Is it in the live catalogue?',
        holds: false,
        words:
          'No. No public product has this article number: its product is a draft, its time has not come, or it was never published. See the product’s status and publishing time.',
      },
    ];
  }
  const length = variant.needleLengthMm;
  const hasLength = length !== null || product.kind !== 'roller';
  const conditions: SaleCondition[] = [
    { asks: 'Is it in the live catalogue?', holds: true, words: 'Yes.' },
    publication(product, { now, zone: market.zone }),
    market.sells
      ? { asks: 'Does the shop sell in this market?', holds: true, words: `Yes, in ${placeWords(market)}.` }
      : {
          asks: 'Does the shop sell in this market?',
          holds: false,
          words: `No. ${market.reason ?? ''} Markets are turned on in content/markets.yaml.`,
        },
    {
      asks: 'Is the needle length known?',
      holds: hasLength,
      words: hasLength
        ? length === null
          ? 'It has no needles.'
          : `Yes, ${formatNeedleLength(length)}.`
        : 'No. A roller without a length is not sold: enter the length at the product.',
    },
  ];
  if (length !== null) conditions.push(...needleConditions(length, market, gate));
  conditions.push(pauseCondition(variant, market, gate), stockCondition(level));
  return conditions;
}

function publication(product: SaleProduct, moment: { now: Date; zone: string }): SaleCondition {
  const asks = 'Is it published, and is it the time for it?';
  if (isListed(product, moment)) return { asks, holds: true, words: 'Yes.' };
  const times = [
    product.publishAt && `from ${product.publishAt}`,
    product.unpublishAt && `until ${product.unpublishAt}`,
  ].filter(Boolean);
  const words =
    product.status === 'published'
      ? `No. It is sold ${times.join(' ')}, time in ${moment.zone}. Change the times at the product.`
      : `No, it is “${product.status}”. Change the status at the product and publish.`;
  return { asks, holds: false, words };
}

function needleConditions(length: number, market: SaleMarket, { rules }: GateState): SaleCondition[] {
  const tier = tierOf(length);
  const sale = tier === 'clinical' ? 'off' : market.tiers[tier];
  const cap = rules.ok ? rules.value.limits.maxLengthMm : 0;
  return [
    {
      asks: 'Does this market sell needles of this tier?',
      holds: sale === 'self-check',
      words:
        sale === 'self-check'
          ? 'Yes, after a clear self-check.'
          : sale === 'show'
            ? 'No. They are on show for professionals and not sold to consumers; that is meant so.'
            : 'No. This tier is off in content/markets.yaml; only a reviewed rule change may turn it on.',
    },
    {
      asks: 'Are self-check rules in force?',
      holds: rules.ok,
      words: rules.ok
        ? `Yes, version ${rules.value.version}.`
        : `No (${rules.error.reason}), so no rollers are sold at all. A reviewer has to see to the rules.`,
    },
    {
      asks: 'Do the rules in force cover this length?',
      holds: rules.ok && length <= cap,
      words: !rules.ok
        ? 'No rules, no length.'
        : length <= cap
          ? `Yes, up to ${formatNeedleLength(cap)}.`
          : `No, only up to ${formatNeedleLength(cap)}. Only a reviewed version of the rules can change that.`,
    },
  ];
}

function pauseCondition(variant: SaleVariant, market: SaleMarket, gate: GateState): SaleCondition {
  const what = pauseOn(variant, new Set([...(market.paused ?? []), ...gate.paused]));
  const byRules = what !== null && gate.rules.ok && gate.rules.value.salePaused.includes(what);
  return {
    asks: 'Is its sale going on?',
    holds: what === null,
    words:
      what === null
        ? 'Yes, nothing pauses it.'
        : byRules
          ? `No. The self-check rules pause ${what}; a new version of the rules ends that.`
          : `No, ${what} is paused. See who paused it and why under Pauses, and resume it there.`,
  };
}

function stockCondition(level: SaleFacts['level']): SaleCondition {
  const asks = 'Is one left that nobody holds?';
  if (!level)
    return { asks, holds: false, words: 'No. The shop has no stock level for this article number.' };
  const { onHand, reserved } = level;
  const left = onHand - reserved;
  if (left > 0)
    return { asks, holds: true, words: `Yes, ${left}: ${onHand} on the shelf, ${reserved} held.` };
  return {
    asks,
    holds: false,
    words:
      onHand === 0
        ? 'No, the shelf is empty. Count it again, or enter a delivery.'
        : `No. All ${onHand} are held for people who are paying; what they do not pay for comes back within the hour.`,
  };
}
