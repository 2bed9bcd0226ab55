import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Shape } from './parameters.ts';

/** The parameter types of the SDK whose keys, enums and required keys the sandbox enforces, per operation. */
const operations: Record<string, { file: string; type: string }> = {
  'session.create': { file: 'Checkout/Sessions', type: 'Checkout.SessionCreateParams' },
  'session.retrieve': { file: 'Checkout/Sessions', type: 'Checkout.SessionRetrieveParams' },
  'session.update': { file: 'Checkout/Sessions', type: 'Checkout.SessionUpdateParams' },
  'session.list': { file: 'Checkout/Sessions', type: 'Checkout.SessionListParams' },
  'session.expire': { file: 'Checkout/Sessions', type: 'Checkout.SessionExpireParams' },
  'session.lineItems': { file: 'Checkout/Sessions', type: 'Checkout.SessionListLineItemsParams' },
  'paymentIntent.retrieve': { file: 'PaymentIntents', type: 'PaymentIntentRetrieveParams' },
  'paymentIntent.list': { file: 'PaymentIntents', type: 'PaymentIntentListParams' },
  'charge.retrieve': { file: 'Charges', type: 'ChargeRetrieveParams' },
  'charge.list': { file: 'Charges', type: 'ChargeListParams' },
  'refund.create': { file: 'Refunds', type: 'RefundCreateParams' },
  'refund.retrieve': { file: 'Refunds', type: 'RefundRetrieveParams' },
  'refund.update': { file: 'Refunds', type: 'RefundUpdateParams' },
  'refund.cancel': { file: 'Refunds', type: 'RefundCancelParams' },
  'refund.list': { file: 'Refunds', type: 'RefundListParams' },
  'dispute.retrieve': { file: 'Disputes', type: 'DisputeRetrieveParams' },
  'dispute.update': { file: 'Disputes', type: 'DisputeUpdateParams' },
  'dispute.close': { file: 'Disputes', type: 'DisputeCloseParams' },
  'dispute.list': { file: 'Disputes', type: 'DisputeListParams' },
  'webhookEndpoint.create': { file: 'WebhookEndpoints', type: 'WebhookEndpointCreateParams' },
  'webhookEndpoint.retrieve': { file: 'WebhookEndpoints', type: 'WebhookEndpointRetrieveParams' },
  'webhookEndpoint.update': { file: 'WebhookEndpoints', type: 'WebhookEndpointUpdateParams' },
  'webhookEndpoint.list': { file: 'WebhookEndpoints', type: 'WebhookEndpointListParams' },
  'webhookEndpoint.delete': { file: 'WebhookEndpoints', type: 'WebhookEndpointDeleteParams' },
  'event.retrieve': { file: 'Events', type: 'EventRetrieveParams' },
  'event.list': { file: 'Events', type: 'EventListParams' },
};

const typings = (file: string) =>
  fileURLToPath(new URL(`../../node_modules/stripe/esm/resources/${file}.d.ts`, import.meta.url));
const output = fileURLToPath(new URL('./generated/parameters.json', import.meta.url));

/** The text of `generated/parameters.json` as the installed SDK's typings would have it; throws on a type it cannot read. */
export function deriveParameters(): string {
  const program = ts.createProgram([...new Set(Object.values(operations).map(({ file }) => typings(file)))], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const shapes = Object.entries(operations).map(([operation, { file, type }]) => {
    const source = program.getSourceFile(typings(file));
    const fileSymbol = source && checker.getSymbolAtLocation(source);
    if (!fileSymbol) throw new Error(`No typings at ${typings(file)}`);
    const symbol = type.split('.').reduce<ts.Symbol>((scope, name) => {
      const found = checker.getExportsOfModule(scope).find((exported) => exported.name === name);
      if (!found) throw new Error(`${file} does not export ${type}`);
      return found;
    }, fileSymbol);
    return [operation, shapeOf(checker, checker.getDeclaredTypeOfSymbol(symbol), operation)] as const;
  });
  const version = readFileSync(typings('../apiVersion').replace(/\.d\.ts$/, '.js'), 'utf8').match(
    /ApiVersion = '([^']+)'/,
  )?.[1];
  if (!version) throw new Error('The SDK names no API version');
  const text = JSON.stringify({ apiVersion: version, operations: Object.fromEntries(shapes) }, null, 1);
  return `${text.replace(/\[\s+("[^\]]*")\s+\]/g, (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`)}\n`;
}

/** Reads one TypeScript type as a parameter shape. `path` only serves the error message. */
function shapeOf(checker: ts.TypeChecker, type: ts.Type, path: string): Shape {
  const members = (type.isUnion() ? type.types : [type]).filter(
    (member) => !(member.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)),
  );
  const emptyable = members.some((member) => member.isStringLiteral() && member.value === '');
  const rest = members.filter((member) => !(member.isStringLiteral() && member.value === ''));
  const shape = plainShapeOf(checker, rest, path);
  return emptyable ? { ...shape, emptyable: true } : shape;
}

function plainShapeOf(checker: ts.TypeChecker, members: ts.Type[], path: string): Shape {
  const literals = members.filter((member) => member.isStringLiteral()).map((member) => member.value);
  // `OtherString` only says that answers may grow: requests take the listed values and nothing else.
  const others = members.filter((member) => !member.isStringLiteral() && !isOtherString(member));
  const [only] = others;
  if (literals.length > 0) {
    if (others.length === 0) return { type: 'enum', values: literals.sort() };
    if (others.length === 1 && only && only.flags & ts.TypeFlags.Number)
      return { type: 'integer', or: literals };
  }
  if (only && others.every((member) => member.flags & ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
  if (others.length === 2) {
    const range = others.find((member) => isNamed(member, 'RangeQueryParam'));
    if (range && others.some((member) => member.flags & ts.TypeFlags.Number)) return { type: 'range' };
  }
  if (others.length !== 1 || !only) throw new Error(`${path}: a union that the sandbox cannot read`);
  if (only.flags & ts.TypeFlags.String) return { type: 'string' };
  if (only.flags & ts.TypeFlags.Number) return { type: 'integer' };
  if (isNamed(only, 'Decimal')) return { type: 'decimal' };
  if (isNamed(only, 'MetadataParam')) return { type: 'metadata' };
  if (checker.isArrayType(only)) {
    const [item] = checker.getTypeArguments(only as ts.TypeReference);
    if (!item) throw new Error(`${path}: an array of nothing`);
    return { type: 'list', of: shapeOf(checker, item, `${path}[]`) };
  }
  const index = checker.getIndexTypeOfType(only, ts.IndexKind.String);
  if (index) return { type: 'map', of: shapeOf(checker, index, `${path}{}`) };
  if (!(only.flags & ts.TypeFlags.Object)) throw new Error(`${path}: a type that the sandbox cannot read`);
  const properties = checker.getPropertiesOfType(only);
  const required = properties
    .filter((property) => !(property.flags & ts.SymbolFlags.Optional))
    .map(({ name }) => name);
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    keys: Object.fromEntries(
      properties.map((property) => {
        const shape = shapeOf(checker, checker.getTypeOfSymbol(property), `${path}.${property.name}`);
        return [property.name, isEmptyableText(property) ? { ...shape, emptyable: true } : shape];
      }),
    ),
  };
}

const isNamed = (type: ts.Type, name: string) =>
  type.aliasSymbol?.name === name || type.symbol?.name === name;

// `Emptyable<string>` is `string` to the checker: only the declaration still says that '' unsets it.
const isEmptyableText = ({ valueDeclaration: declared }: ts.Symbol) =>
  declared !== undefined &&
  ts.isPropertySignature(declared) &&
  declared.type !== undefined &&
  ts.isTypeReferenceNode(declared.type) &&
  declared.type.typeName.getText() === 'Emptyable';

// `string & Record<never, never>`
const isOtherString = (type: ts.Type) =>
  type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String);

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(output, deriveParameters());
