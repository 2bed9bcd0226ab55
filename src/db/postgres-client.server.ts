import pg from 'pg';

// Enough for every statement of the shop and of its job queue; a text made for one occasion must not push others out.
const namesAtMost = 400;
const longestNamed = 4_000;
const names = new Map<string, string>();

/** The name under which PostgreSQL keeps a statement parsed and planned; undefined for one that is not worth it. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= namesAtMost || text.length > longestNamed) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

type Answer = pg.QueryResult<pg.QueryResultRow>;

const begun: Answer = { command: 'BEGIN', rowCount: null, oid: 0, rows: [], fields: [] };

/**
 * The driver's connection, at less cost a statement: statements issued side by side travel in one packet and are
 * answered in order (the driver's pipeline); `begin` travels with the first of them; a statement with parameters is
 * parsed once a connection. A `commit` that PostgreSQL answered with a rollback is an error here.
 */
export class PostgresClient extends pg.Client {
  #isHeldBack = false;

  constructor(config?: string | pg.ClientConfig) {
    super({ ...(typeof config === 'string' ? { connectionString: config } : config), pipeline: true });
    // The pool listens only while nobody has the connection. One that breaks between two statements of a transaction, as
    // when PostgreSQL is restarted, would end the process; whoever has it hears of it from the next statement.
    this.on('error', () => undefined);
  }

  // The signatures of the driver are overloads by the dozen; this one takes what they all take.
  override query(...given: unknown[]): never {
    const [config, values] = given as [string | pg.QueryConfig, unknown];
    const text = typeof config === 'string' ? config : config.text;
    this.#holdBack();
    const send = super.query.bind(this) as (...given: unknown[]) => Promise<Answer>;
    if (text === 'begin' && given.length <= 2) {
      // What goes wrong with it goes wrong with the next statement too, for whoever waits for that one.
      send(config, values).catch(() => undefined);
      return Promise.resolve(begun) as never;
    }
    if (text === 'commit' && given.length <= 2) return committed(send(config, values)) as never;
    if (typeof config === 'object' && !config.name && Array.isArray(values) && values.length > 0) {
      return send({ ...config, name: nameOf(text) }, ...given.slice(1)) as never;
    }
    return send(...given) as never;
  }

  /** Lets what is written until the present step of the program is over leave in one piece. */
  #holdBack(): void {
    if (this.#isHeldBack) return;
    const { stream } = this.connection;
    this.#isHeldBack = true;
    stream.cork();
    process.nextTick(() => {
      this.#isHeldBack = false;
      stream.uncork();
    });
  }
}

async function committed(sent: Promise<Answer>): Promise<Answer> {
  const answer = await sent;
  // A statement of the transaction had failed, and nobody had looked.
  if (answer.command !== 'COMMIT') throw new Error(`The transaction ended with ${answer.command}`);
  return answer;
}
