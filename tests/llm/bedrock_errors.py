"""Bedrock's errors before a stream begins: name → status, error type, message, more headers.

The messages are those that AWS sends, as its documentation and the issue threads of its users quote them.
"""

ERRORS = {
    "throttled": (429, "ThrottlingException", "Too many tokens, please wait before trying again."),
    "throttled-wait": (429, "ThrottlingException", "Too many requests, please wait before trying again.",
                       {"retry-after": "7"}),
    "quota": (400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."),
    "no-access": (403, "AccessDeniedException", "You don't have access to the model with the specified model ID."),
    "iam": (403, "AccessDeniedException",
            "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: "
            "bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:{region}::foundation-model/{model} "
            "because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action"),
    "marketplace": (403, "AccessDeniedException",
                    "Model access is denied due to IAM user or service role is not authorized to perform the required "
                    "AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable "
                    "access to this model. Refer to the Amazon Bedrock documentation for further details. Your "
                    "AWS Marketplace subscription for this model cannot be completed at this time. If you recently "
                    "fixed this issue, try again after 5 minutes."),
    "billing": (403, "AccessDeniedException",
                "Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be "
                "provided."),
    "use-case": (404, "ResourceNotFoundException",
                 "Model use case details have not been submitted for this account. Fill out the Anthropic use case "
                 "details form before using the model."),
    "gated": (400, "ValidationException", "Operation not allowed"),
    "bad-key": (403, "UnrecognizedClientException", "The security token included in the request is invalid."),
    "expired": (403, "ExpiredTokenException", "The security token included in the request is expired"),
    "unsigned": (403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    "legacy": (404, "ResourceNotFoundException",
               "Access denied. This Model is marked by provider as Legacy and you have not been actively using the "
               "model in the last 30 days. Please upgrade to an active model on Amazon Bedrock"),
    "end-of-life": (404, "ResourceNotFoundException", "This model version has reached the end of its life."),
    "not-found": (400, "ValidationException", "The provided model identifier is invalid."),
    "profile": (400, "ValidationException",
                "Invocation of model ID {model} with on-demand throughput isn’t supported. Retry your request with "
                "the ID or ARN of an inference profile that contains this model."),
    "too-long": (400, "ValidationException", "Input is too long for requested model."),
    "prompt-too-long": (400, "ValidationException",
                        "The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum"),
    "bad-request": (400, "ValidationException",
                    "The model returned the following errors: `temperature` and `top_p` cannot both be specified for "
                    "this model. Please use only one."),
    "unavailable": (503, "ServiceUnavailableException", "Bedrock is unable to process your request."),
    "not-ready": (429, "ModelNotReadyException", "The model specified in the request is not ready to serve inference "
                                                 "requests."),
    "internal": (500, "InternalServerException",
                 "The system encountered an unexpected error during processing. Try your request again."),
    "model-timeout": (408, "ModelTimeoutException", "Model has timed out in processing the request. Try your request "
                                                    "again."),
    "model-error": (424, "ModelErrorException", "The request failed due to an error while processing the model."),
    "gateway": (502, "html", "<html><body><h1>502 Bad Gateway</h1>\r\nproxy.example.com</body></html>"),
}

MESSAGES = {name: error[2] for name, error in ERRORS.items()}
