"""The table of the issue: what each provider sends in each kind of trouble, and what tickmark must make of it.

Shapes, statuses and codes are those that the providers document. Messages are the providers' where a report of a user
quotes one; otherwise (Groq's 400 for billing, 498 and 503, DeepSeek's 429 and 503, Ollama's 402 and 429, OpenRouter's 401
and 403, Gemini's 504) they are worded after the documentation. `{model}` and `{key}` stand for what the request held. Sources, read in November 2026: console.groq.com/docs/errors and /spend-limits, openrouter.ai/docs/api/errors
and /api_reference/streaming, api-docs.deepseek.com/quick_start/error_codes, ai.google.dev/gemini-api/docs/troubleshooting,
docs.ollama.com/api/errors, and GitHub issues that quote the bodies.
"""

from dataclasses import dataclass, field

SSE = "text/event-stream"
NDJSON = "application/x-ndjson"
JSON = "application/json"
HTML = "text/html; charset=UTF-8"


@dataclass
class Cell:
    """An answer, and what it has to be taken for."""

    kind: str  # the class; "" for an answer that is fine
    words: str  # what must be kept of the provider's own words
    status: int = 200
    type: str = JSON
    headers: dict = field(default_factory=dict)
    pieces: list = field(default_factory=list)  # sent one by one
    then: str = "end"  # or "cut", "stall", "endless" (the last piece again and again), "slow" (a pause before each piece)


def error(kind, status, body, words, **headers):
    return Cell(kind, words, status=status, pieces=[body], headers={k.replace("_", "-"): v for k, v in headers.items()})


def data(*events):
    return [f"data: {event}\n\n" for event in events]


def chunk(delta, finish="null", more=""):
    return ('{"id":"c","object":"chat.completion.chunk","created":1,"model":"{model}",'
            f'"choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]{more}}}')


ROLE = chunk('{"role":"assistant","content":""}')
HALF = chunk('{"content":"Half an "}')
STOP = chunk("{}", '"stop"')
USAGE = '{"id":"c","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":5,"total_tokens":16}}'
FINE = [ROLE, chunk('{"content":"All is "}'), chunk('{"content":"well."}'), STOP, USAGE, "[DONE]"]
PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>"


def broken_streams(pieces, half, kind=SSE, end="[DONE]"):
    """Troubles below the provider's own words, the same for whoever speaks the format."""
    return {
        "cut": Cell("cut", "error reading a body from connection", type=kind, pieces=pieces[:2], then="cut"),
        "truncated": Cell("cut", "the stream ended before the answer did", type=kind, pieces=pieces[:2]),
        "stalled": Cell("timed_out", "no sign of life within its time-out of 1 s", type=kind, pieces=pieces[:2], then="stall"),
        "silent": Cell("timed_out", "no sign of life", type=kind, then="stall"),
        "garbage": Cell("malformed", "not the expected JSON", type=kind, pieces=[pieces[0], half]),
        "page": Cell("malformed", "200 with a web page: 502 Bad Gateway", type=HTML, pieces=[PAGE]),
        "endless": Cell("malformed", "bytes for", type=kind, pieces=pieces[:2], then="endless"),
        "huge-line": Cell("malformed", "a line of more than 262144 bytes", type=kind, pieces=["data: " + "x" * 65536], then="endless"),
        "redirection": Cell("malformed", "302: 302 Found", status=302, type=HTML, pieces=["<html><title>302 Found</title></html>"], headers={"Location": "http://127.0.0.1:9/"}),
        "gateway": Cell("overloaded", "502: 502 Bad Gateway", status=502, type=HTML, pieces=[PAGE]),
    }


def openai(cells):
    fine = {
        "fine": Cell("", "All is well.", type=SSE, pieces=data(*FINE)),
        "keep-alives": Cell("", "All is well.", type=SSE, pieces=[": keep-alive\n\n", "\n", *data(*FINE)]),
        "no-terminator": Cell("", "All is well.", type=SSE, pieces=data(*FINE[:4])),
        "cut-after-the-end": Cell("", "All is well.", type=SSE, pieces=data(*FINE[:4]), then="cut"),
        "crlf": Cell("", "All is well.", type=SSE, pieces=[p.replace("\n", "\r\n") for p in data(*FINE)]),
        "reasoning": Cell("", "All is well.", type=SSE, pieces=data(chunk('{"reasoning":"hm"}'), chunk('{"reasoning_content":"hm"}'), *FINE)),
        "not-streamed": Cell("", "All is well.", pieces=['{"choices":[{"index":0,"message":{"role":"assistant","content":"All is well."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":5}}']),
    }
    other = {
        "other-json": Cell("malformed", 'JSON that is no answer: {"status":"ok"}', pieces=['{"status":"ok"}']),
        "no-text": Cell("malformed", "an answer without any text", type=SSE, pieces=data(ROLE, STOP, "[DONE]")),
    }
    return fine | other | broken_streams(data(ROLE, HALF), "data: {\"choices\": [{\"del\n\n") | cells


GROQ = openai({
    "throttled": error("throttled", 429, '{"error":{"message":"Rate limit reached for model `{model}` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing","type":"tokens","code":"rate_limit_exceeded"}}', "Limit 6000, Used 5034, Requested 1443", Retry_After="60"),
    "no-access": error("no_access", 401, '{"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}', "Invalid API Key"),
    "echoed-key": error("no_access", 401, '{"error":{"message":"Incorrect API key provided: {key}","type":"invalid_request_error","code":"invalid_api_key"}}', "Incorrect API key provided: ***"),
    "billing": error("billing", 400, '{"error":{"message":"Your API access is blocked: a spend limit was reached.","type":"invalid_request_error","code":"blocked_api_access"}}', "a spend limit was reached"),
    "no-model": error("model_not_found", 404, '{"error":{"message":"The model `{model}` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}', "does not exist or you do not have access to it"),
    "deprecated": error("model_not_found", 400, '{"error":{"message":"The model `{model}` has been decommissioned and is no longer supported. Please refer to https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.","type":"invalid_request_error","code":"model_decommissioned"}}', "has been decommissioned"),
    "too-long": error("too_long", 413, '{"error":{"message":"Request too large for model `{model}` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce your message size and try again.","type":"tokens","code":"rate_limit_exceeded"}}', "Limit 6000, Requested 14810"),
    "filtered": Cell("filtered", "content_filter", type=SSE, pieces=data(ROLE, chunk("{}", '"content_filter"'), "[DONE]")),
    "overloaded": error("overloaded", 503, '{"error":{"message":"Service Unavailable","type":"internal_server_error"}}', "503 internal_server_error: Service Unavailable"),
    "flex-capacity": error("overloaded", 498, '{"error":{"message":"Flex tier capacity exceeded","type":"invalid_request_error"}}', "Flex tier capacity exceeded"),
    "late-error": Cell("overloaded", "the model crashed", type=SSE, pieces=[*data(ROLE), 'event: error\ndata: {"error":{"message":"the model crashed","type":"internal_server_error","code":"internal_error","status_code":500}}\n\n']),
    "bad-request": error("bad_request", 400, '{"error":{"message":"\'messages.0\' : property \'role\' is missing","type":"invalid_request_error"}}', "property 'role' is missing"),
})

OPENROUTER = openai({
    "throttled": error("throttled", 429, '{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{model} is temporarily rate-limited upstream. Please retry shortly.","provider_name":"Google","is_byok":false}},"user_id":"user_x"}', "is temporarily rate-limited upstream", Retry_After="60"),
    "late-throttled": Cell("throttled", "429 rate_limit_exceeded: Rate limit exceeded", type=SSE, pieces=[": OPENROUTER PROCESSING\n\n", *data(HALF, '{"id":"c","error":{"code":429,"type":"rate_limit_exceeded","message":"Rate limit exceeded"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}')]),
    "no-access": error("no_access", 401, '{"error":{"message":"No auth credentials found","code":401}}', "No auth credentials found"),
    "billing": error("billing", 402, '{"error":{"message":"This request requires more credits, or fewer max_tokens. You requested up to 1000 tokens, but can only afford 30.","code":402,"metadata":{"provider_name":null}}}', "but can only afford 30"),
    "no-model": error("model_not_found", 400, '{"error":{"message":"{model} is not a valid model ID","code":400},"user_id":"user_x"}', "is not a valid model ID"),
    "no-endpoints": error("model_not_found", 404, '{"error":{"message":"No endpoints found for {model}.","code":404}}', "No endpoints found for"),
    "too-long": error("too_long", 400, '{"error":{"message":"This endpoint\'s maximum context length is 131072 tokens. However, you requested about 200000 tokens.","code":400}}', "maximum context length is 131072 tokens"),
    "filtered": error("filtered", 403, '{"error":{"message":"Your chosen model requires moderation and your input was flagged","code":403,"metadata":{"reasons":["violence"],"flagged_input":"…","provider_name":"OpenAI","model_slug":"{model}"}}}', "your input was flagged"),
    "overloaded": error("overloaded", 502, '{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":"upstream connect error","provider_name":"DeepInfra"}}}', "upstream connect error"),
    "late-error": Cell("overloaded", "Provider disconnected unexpectedly", type=SSE, pieces=[": OPENROUTER PROCESSING\n\n", *data(ROLE, '{"id":"c","object":"chat.completion.chunk","created":1,"model":"{model}","provider":"openai","error":{"code":"server_error","message":"Provider disconnected unexpectedly"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}')]),
    "error-in-body": Cell("overloaded", "502: Upstream error", pieces=['{"error":{"message":"Upstream error","code":502}}']),
    "timed-out": error("timed_out", 408, '{"error":{"message":"Your request timed out","code":408}}', "Your request timed out"),
    "bad-request": error("bad_request", 400, '{"error":{"message":"Input required: specify \\"prompt\\" or \\"messages\\"","code":400}}', "Input required"),
})

DEEPSEEK = openai({
    "throttled": error("throttled", 429, '{"error":{"message":"Rate limit reached","type":"rate_limit_error","param":null,"code":"invalid_request_error"}}', "Rate limit reached", Retry_After="60"),
    "no-access": error("no_access", 401, '{"error":{"message":"Authentication Fails, Your api key: ****fcc2 is invalid","type":"authentication_error","param":null,"code":"invalid_request_error"}}', "Authentication Fails"),
    "billing": error("billing", 402, '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}', "Insufficient Balance"),
    "no-model": error("model_not_found", 400, '{"error":{"message":"Model Not Exist","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "Model Not Exist"),
    "too-long": error("too_long", 400, '{"error":{"message":"This model\'s maximum context length is 131072 tokens. However, you requested 141980 tokens (133980 in the messages, 8000 in the completion). Please reduce the length of the messages or completion.","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "you requested 141980 tokens"),
    "filtered": error("filtered", 400, '{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "Content Exists Risk"),
    "overloaded": error("overloaded", 503, '{"error":{"message":"Service is too busy. Please retry later.","type":"server_error","param":null,"code":"service_unavailable_error"}}', "Service is too busy"),
    "out-of-resources": Cell("overloaded", "insufficient_system_resource", type=SSE, pieces=data(ROLE, HALF, chunk("{}", '"insufficient_system_resource"'))),
    "bad-request": error("bad_request", 422, '{"error":{"message":"Failed to deserialize the JSON body into the target type: missing field `messages`","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}', "missing field `messages`"),
})


def gemini_chunk(text, more=""):
    return f'{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}],"role":"model"}},"index":0{more}}}],"modelVersion":"{{model}}"}}'


GEMINI_FINE = [
    '{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}]}',
    gemini_chunk("All is "),
    '{"candidates":[{"content":{"parts":[{"text":"well."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":16}}',
]


def google(kind, code, status, message, words, details=""):
    details = f',"details":[{details}]' if details else ""
    return error(kind, code, f'{{"error":{{"code":{code},"message":"{message}","status":"{status}"{details}}}}}', words)


GEMINI = {
    "fine": Cell("", "All is well.", type=SSE, pieces=data(*GEMINI_FINE)),
    "not-streamed": Cell("", "All is well.", pieces=["[" + ",\n".join(GEMINI_FINE) + "]"]),
    **broken_streams(data(gemini_chunk("Half "), gemini_chunk("an ")), "data: {\"candidates\": [{\"con\n\n"),
    "throttled": google("throttled", 429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.", "You exceeded your current quota", '{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}'),
    "late-throttled": Cell("throttled", "429 RESOURCE_EXHAUSTED: Resource has been exhausted", type=SSE, pieces=data(gemini_chunk("Half "), '{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}')),
    "no-access": google("no_access", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API key not valid", '{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}'),
    "leaked-key": google("no_access", 403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key.", "reported as leaked"),
    "location": google("no_access", 400, "FAILED_PRECONDITION", "User location is not supported for the API use.", "User location is not supported"),
    "billing": google("billing", 429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.", "Your prepayment credits are depleted"),
    "no-model": google("model_not_found", 404, "NOT_FOUND", "models/{model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.", "is not found for API version v1beta"),
    "too-long": google("too_long", 400, "INVALID_ARGUMENT", "The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).", "(1200293) exceeds the maximum"),
    "filtered": Cell("filtered", "promptFeedback.blockReason: PROHIBITED_CONTENT", type=SSE, pieces=data('{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":11,"totalTokenCount":11},"modelVersion":"{model}"}')),
    "unsafe": Cell("filtered", "finishReason: SAFETY", type=SSE, pieces=data(gemini_chunk("Half ", ',"finishReason":"SAFETY"'))),
    "overloaded": google("overloaded", 503, "UNAVAILABLE", "The model is overloaded. Please try again later.", "The model is overloaded"),
    "internal": google("overloaded", 500, "INTERNAL", "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting", "An internal error has occurred"),
    "timed-out": google("timed_out", 504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.", "Deadline expired"),
    "bad-request": google("bad_request", 400, "INVALID_ARGUMENT", "* GenerateContentRequest.contents: contents is not specified", "contents is not specified"),
}


def line(text, more='"done":false'):
    return f'{{"model":"{{model}}","created_at":"2026-11-01T00:00:00Z","message":{{"role":"assistant","content":"{text}"}},{more}}}\n'


OLLAMA_FINE = [
    '{"model":"{model}","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}\n',
    line("All is "),
    line("well."),
    line("", '"done":true,"done_reason":"stop","total_duration":1,"prompt_eval_count":11,"eval_count":5'),
]

OLLAMA = {
    "fine": Cell("", "All is well.", type=NDJSON, pieces=OLLAMA_FINE),
    "not-streamed": Cell("", "All is well.", pieces=[line("All is well.", '"done":true,"done_reason":"stop","eval_count":5').rstrip()]),
    **broken_streams([line("Half "), line("an ")], '{"model": "m", "mess\n', NDJSON),
    "throttled": error("throttled", 429, '{"error":"you have reached your hourly usage limit, please upgrade to continue"}', "you have reached your hourly usage limit", Retry_After="60"),
    "no-access": error("no_access", 401, '{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=host&key=x"}', "unauthorized"),
    "billing": error("billing", 402, '{"error":"payment required"}', "payment required"),
    "no-model": error("model_not_found", 404, "{\"error\":\"model '{model}' not found\"}", "not found"),
    "too-long": error("too_long", 400, '{"error":"the input length exceeds the context length"}', "exceeds the context length"),
    "overloaded": error("overloaded", 503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}', "maximum pending requests exceeded"),
    "no-memory": error("overloaded", 500, '{"error":"model requires more system memory (2.7 GiB) than is available (2.3 GiB)"}', "requires more system memory (2.7 GiB)"),
    "late-error": Cell("overloaded", "an error was encountered while running the model", type=NDJSON, pieces=[line("Half "), '{"error":"an error was encountered while running the model"}\n']),
    "cloud": error("overloaded", 502, '{"error":"the upstream cloud model cannot be reached"}', "cannot be reached"),
    "bad-request": error("bad_request", 400, '{"error":"invalid character \'}\' looking for beginning of value"}', "looking for beginning of value"),
}

PROVIDERS = {"groq": GROQ, "openrouter": OPENROUTER, "deepseek": DEEPSEEK, "gemini": GEMINI, "ollama": OLLAMA}
