"""Holds bedrock_fake.py to what boto3 makes of it: it is the AWS client that everybody uses, so what it reads as an
answer, an exception or a broken stream is what the fake may claim to send.

    python judge_bedrock.py

starts the fake, calls each of its paths, prints what boto3 saw in one line each, and fails where that is not what
AWS documents.
"""

import json
import pathlib
import subprocess
import sys
import unittest

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.eventstream import ChecksumMismatch
from botocore.exceptions import ClientError, EventStreamError, ReadTimeoutError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as Urllib3Timeout

import bedrock_errors
import bedrock_fake

MODEL = ServiceModel(Loader().load_service_model("bedrock-runtime", "service-2"))
TITAN = "amazon.titan-embed-text-v2:0"
TEXT = "".join(bedrock_fake.WORDS)
# Errors that AWS documents as common to all its services: no service model lists them.
COMMON = {"UnrecognizedClientException", "ExpiredTokenException", "MissingAuthenticationTokenException",
          "ServiceQuotaExceededException"}
ASKED = {"messages": [{"role": "user", "content": [{"text": "What first?"}]}], "system": [{"text": "Advise."}],
         "inferenceConfig": {"maxTokens": 100}}


class Judge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        script = pathlib.Path(__file__).with_name("bedrock_fake.py")
        cls.fake = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.url = f"http://127.0.0.1:{json.loads(cls.fake.stdout.readline())['port']}"
        cls.client = cls.connect()

    @classmethod
    def connect(cls, **settings):
        settings = {"retries": {"total_max_attempts": 1}, "read_timeout": 2, **settings}
        return boto3.client("bedrock-runtime", region_name="eu-central-1", endpoint_url=cls.url,
                            aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="secret", config=Config(**settings))

    @classmethod
    def tearDownClass(cls):
        cls.fake.communicate()

    def stream(self, model, **more):
        return self.client.converse_stream(modelId=model, **ASKED, **more)["stream"]

    def saw(self, name, what):
        print(f"{name:24} {what}")

    def test_a_stream_has_the_documented_events_in_their_order(self):
        events = list(self.stream("global.anthropic.claude-sonnet-5-5"))
        names = [next(iter(event)) for event in events]
        self.assertEqual(names, ["messageStart", *["contentBlockDelta"] * 4, "contentBlockStop", "messageStop",
                                 "metadata"])
        members = MODEL.shape_for("ConverseStreamOutput").members
        for name, body in (next(iter(event.items())) for event in events):
            self.assertEqual(set(members[name].required_members) - body.keys(), set(), name)
        said = "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e)
        self.assertEqual(said, TEXT)
        self.assertEqual(events[-1]["metadata"]["usage"]["inputTokens"], 812)
        self.saw("answer", said)

    def test_an_arn_is_a_model_too(self):
        arn = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5"
        self.assertEqual(len(list(self.stream(arn))), 8)

    def test_converse_answers_at_once(self):
        answer = self.client.converse(modelId="us.amazon.nova-2-lite-v1:0", **ASKED)
        self.assertEqual(answer["output"]["message"]["content"], [{"text": TEXT}])
        self.assertEqual((answer["stopReason"], answer["usage"]["totalTokens"]), ("end_turn", 835))

    def test_every_error_is_the_exception_that_the_service_model_names(self):
        for name, (status, code, message, *_) in bedrock_errors.ERRORS.items():
            if code == "html" or name == "unsigned":
                continue
            with self.subTest(name), self.assertRaises(ClientError) as caught:
                self.stream(f"fault.{name}")
            error, response = caught.exception, caught.exception.response
            self.assertEqual(response["Error"]["Code"], code)
            self.assertEqual(response["Error"]["Message"],
                             message.format(model=f"fault.{name}", region="eu-central-1"))
            self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
            if code not in COMMON:
                self.assertIsInstance(error, getattr(self.client.exceptions, code))
                self.assertEqual(MODEL.shape_for(code).metadata["error"]["httpStatusCode"], status)
            self.saw(name, error)

    def test_a_bare_claude_is_refused_for_want_of_a_profile(self):
        with self.assertRaisesRegex(self.client.exceptions.ValidationException, "inference profile"):
            self.stream("anthropic.claude-sonnet-5-5")

    def test_a_gateway_error_has_no_code_of_aws(self):
        with self.assertRaises(ClientError) as caught:
            self.stream("fault.gateway")
        self.assertEqual(caught.exception.response["Error"]["Code"], "502")

    def test_an_unsigned_call_is_refused(self):
        with self.assertRaisesRegex(ClientError, "Missing Authentication Token"):
            self.connect(signature_version=UNSIGNED).converse_stream(modelId="global.amazon.nova", **ASKED)

    def test_exceptions_in_the_stream(self):
        wanted = {"midstream-throttled": "throttlingException", "midstream-too-long": "validationException",
                  "midstream-unavailable": "serviceUnavailableException", "first-throttled": "throttlingException",
                  "midstream-internal": "internalServerException", "midstream-error": "InternalError",
                  "midstream-model": "modelStreamErrorException"}
        modelled = MODEL.shape_for("ConverseStreamOutput").members
        for name, code in wanted.items():
            with self.subTest(name), self.assertRaises(EventStreamError) as caught:
                list(self.stream(f"fault.{name}"))
            self.assertEqual(caught.exception.response["Error"]["Code"], code)
            self.assertTrue(caught.exception.response["Error"]["Message"])
            if name != "midstream-error":
                self.assertIn(code, modelled)
            self.saw(name, caught.exception)

    def test_streams_that_break(self):
        wanted = {"cut": ProtocolError, "bad-length": ChecksumMismatch, "bad-prelude": ChecksumMismatch,
                  "bad-message": ChecksumMismatch, "garbage": ChecksumMismatch, "html": ChecksumMismatch,
                  "stall": Urllib3Timeout, "stall-first": ReadTimeoutError}
        for name, kind in wanted.items():
            with self.subTest(name), self.assertRaises(kind) as caught:
                list(self.stream(f"fault.{name}"))
            self.saw(name, f"{type(caught.exception).__name__}: {str(caught.exception)[:90]}")

    def test_streams_that_end_too_early_are_no_error_to_boto3_but_lack_their_stop(self):
        for name in ("cut-clean", "cut-frame", "bad-json"):
            events = list(self.stream(f"fault.{name}"))
            self.assertFalse(any("messageStop" in event for event in events), name)
            self.saw(name, f"{len(events)} events and no messageStop")

    def test_stop_reasons_are_those_of_the_service_model(self):
        known = MODEL.shape_for("StopReason").enum
        wanted = {"filtered": "content_filtered", "guardrail": "guardrail_intervened", "max-tokens": "max_tokens",
                  "context-window": "model_context_window_exceeded", "malformed-output": "malformed_model_output",
                  "reasoning-only": "max_tokens", "empty": "end_turn", "reasoning": "end_turn"}
        for name, reason in wanted.items():
            events = list(self.stream(f"fault.{name}"))
            stops = [e["messageStop"]["stopReason"] for e in events if "messageStop" in e]
            self.assertEqual(stops, [reason], name)
            self.assertIn(reason, known)
            self.saw(name, reason)

    def test_reasoning_comes_as_deltas_of_its_own(self):
        deltas = [e["contentBlockDelta"]["delta"] for e in self.stream("fault.reasoning") if "contentBlockDelta" in e]
        self.assertEqual([next(iter(delta)) for delta in deltas], ["reasoningContent"] * 3 + ["text"] * 4)

    def test_an_event_of_the_future_is_no_fault(self):
        self.assertEqual(list(self.stream("fault.new-event")), list(self.stream("global.anthropic.claude-sonnet-5-5")))

    def test_an_endless_stream_does_not_end(self):
        stream = self.stream("fault.endless")
        self.assertEqual(sum(1 for _, _ in zip(range(500), stream)), 500)
        stream.close()

    def test_a_schema_is_followed_and_what_bedrock_refuses_in_schemas_is_refused(self):
        def asked(themes):
            schema = {"type": "object", "additionalProperties": False, "required": ["headline", "themes"],
                      "properties": {"headline": {"type": "string"}, "themes": themes}}
            structure = {"jsonSchema": {"schema": json.dumps(schema), "name": "summary"}}
            config = {"textFormat": {"type": "json_schema", "structure": structure}}
            events = self.stream("global.anthropic.claude-sonnet-5-5", outputConfig=config)
            return "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e)

        themes = {"type": "array", "items": {"type": "string"}}
        self.assertEqual(json.loads(asked(themes)), {"headline": "text", "themes": ["text"]})
        with self.assertRaisesRegex(self.client.exceptions.ValidationException, "maxItems are not supported"):
            asked({**themes, "maxItems": 5})

    def titan(self, text, **more):
        body = json.dumps({"inputText": text, "dimensions": 256, "normalize": True, **more})
        answer = self.client.invoke_model(modelId=TITAN, body=body, accept="application/json",
                                          contentType="application/json")
        return json.loads(answer["body"].read())

    def test_titan_gives_vectors_of_length_one_that_tell_texts_apart(self):
        one, near, far = (self.titan(text)["embedding"] for text in
                          ("a bucket that is public", "a public bucket", "an old access key"))
        dot = lambda a, b: sum(x * y for x, y in zip(a, b))
        self.assertEqual([len(v) for v in (one, near, far)], [256] * 3)
        self.assertAlmostEqual(dot(one, one), 1)
        self.assertGreater(dot(one, near), dot(one, far) + 0.3)

    def test_titan_refuses_what_titan_refuses(self):
        for text, more, wanted in (("", {}, "expected minLength: 1"), ("a" * 50_001, {}, "maxLength: 50000"),
                                   ("中" * 9_000, {}, "Too many input tokens. Max input tokens: 8192"),
                                   ("a", {"dimensions": 300}, "not a valid enum value"),
                                   ("a", {"model": "x"}, "extraneous key")):
            with self.assertRaisesRegex(self.client.exceptions.ValidationException, wanted):
                self.titan(text, **more)
        with self.assertRaises(self.client.exceptions.AccessDeniedException):
            self.titan("fault.no-access")
        with self.assertRaises(self.client.exceptions.ThrottlingException):
            self.titan("fault.throttled-once")
        self.assertEqual(len(self.titan("fault.throttled-once")["embedding"]), 256)


if __name__ == "__main__":
    unittest.main()
