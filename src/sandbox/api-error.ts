export interface ApiErrorDetails {
  type?: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error' | 'rate_limit_error';
  code?: string;
  param?: string;
  decline_code?: string;
  /** The header by which Stripe tells its SDKs to repeat the call, or not to. */
  shouldRetry?: boolean | null;
  /** True when the operation had begun, so that the idempotency store keeps this answer. */
  executed?: boolean;
}

/** A refusal in Stripe's shape: thrown anywhere, answered as `{error: …}` with `status`. */
export class ApiError extends Error {
  readonly status: number;
  readonly details: ApiErrorDetails;

  constructor(status: number, message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }

  /** The JSON body of the answer; keys without a value are left out, as Stripe does. */
  body(): { error: Record<string, string> } {
    const { type = 'invalid_request_error', code, param, decline_code } = this.details;
    return {
      error: {
        ...(code && { code, doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}` }),
        ...(decline_code && { decline_code }),
        message: this.message,
        ...(param && { param }),
        type,
      },
    };
  }
}

/** 400 for a parameter; `code` may be absent, as it is in several of Stripe's own answers. */
export function invalidParameter(param: string, message: string, code?: string): ApiError {
  return new ApiError(400, message, { param, ...(code && { code }) });
}

/** 400 for what real Stripe would take but the sandbox does not act out: refused loudly instead of ignored. */
export function notEmulated(what: string, param?: string): ApiError {
  return new ApiError(400, `sandbox: not emulated: ${what}`, param ? { param } : {});
}

/** 400 `parameters_exclusive`: two parameters of which only one may be given. */
export function exclusiveParameters(param: string, ...names: string[]): ApiError {
  return invalidParameter(
    param,
    `You may only specify one of these parameters: ${names.join(', ')}.`,
    'parameters_exclusive',
  );
}
