#!/usr/bin/env python3
"""Write src/shapes/<service>.json: the part of AWS's API models that reading needs.

Source: botocore's service models (PyPI), the ones the AWS CLI is made of. For each service listed in SERVICES,
every operation whose name begins with Get, List, Describe, Lookup or BatchGet, and what ALSO names, is kept with its
input and output shapes, its wire names and its pagination; documentation, constraints and all other operations are left out.
So a new read of a known service needs no new run of this script.

    pip install botocore && python3 scripts/shapes.py            # writes
    python3 scripts/shapes.py --check                            # exit 1 when a file would change
"""
import json
import pathlib
import sys

import botocore
import botocore.session
from botocore import xform_name

# botocore's names of the services.
SERVICES = """
accessanalyzer acm apigateway apigatewayv2 autoscaling backup budgets ce cloudformation cloudfront cloudtrail
cloudwatch codebuild compute-optimizer config cost-optimization-hub dynamodb ec2 ecr ecs efs eks elasticache
elb elbv2 events firehose guardduty iam kafka kinesis kms lambda logs opensearch organizations pricing rds
redshift route53 s3 s3control secretsmanager service-quotas sns sqs ssm stepfunctions sts wafv2
""".split()
# The AWS CLI's command, where it is not that name.
CLI = {"config": "configservice", "s3": "s3api"}
# Services whose Rust SDK speaks CBOR, though their models name another protocol first.
CBOR = ("cloudwatch", "compute-optimizer")
READS = ("Get", "List", "Describe", "Lookup", "BatchGet")
# Reads by the service authorization reference (access level Read) that have another verb.
ALSO = {"iam": ("GenerateCredentialReport", "GenerateServiceLastAccessedDetails")}
OUT = pathlib.Path(__file__).resolve().parent.parent / "src" / "shapes"


def member(model):
    """One structure member: its shape and, where they differ from the defaults, its place and name on the wire."""
    ser = model.serialization
    out = {"shape": model.name}
    for key, name in (("location", "in"), ("flattened", "flat"), ("timestampFormat", "time"), ("xmlAttribute", "attr")):
        if ser.get(key):
            out[name] = ser[key]
    wire = ser.get("name")
    if wire:
        out["wire"] = wire
    return out


def shape(model, todo):
    """A shape without its documentation; the shapes it names are added to `todo`."""
    kind = model.type_name
    out = {"type": kind}
    if kind == "structure":
        out["members"] = {}
        for name, child in sorted(model.members.items()):
            todo.append(child)
            out["members"][name] = member(child)
    elif kind == "list":
        todo.append(model.member)
        out["item"] = member(model.member)
    elif kind == "map":
        todo += [model.key, model.value]
        out["key"], out["value"] = member(model.key), member(model.value)
    ser = model.serialization
    if ser.get("flattened"):
        out["flat"] = True
    if ser.get("timestampFormat"):
        out["time"] = ser["timestampFormat"]
    if model.name == "GetBucketLocationOutput":
        out["bare"] = True  # its one member is the body's root element
    if model.name == "policyDocumentType":
        out["json"] = True  # the AWS CLI prints IAM's policy documents decoded
    return out


def listed(value):
    return value if isinstance(value, list) else [value]


def pages(session, service, name):
    """How the AWS CLI merges the pages of an operation, or None where it does not paginate."""
    config = session.get_component("data_loader").load_service_model(service, "paginators-1") if service in PAGED else {}
    found = config.get("pagination", {}).get(name)
    if not found:
        return None
    return {"result": listed(found["result_key"]), "keep": found.get("non_aggregate_keys", [])}


def operation(session, service, model, name, todo):
    op = model.operation_model(name)
    out = {"cli": xform_name(name, "-")}
    if op.input_shape:
        todo.append(op.input_shape)
        out["input"] = op.input_shape.name
        out["options"] = {m: xform_name(m, "-") for m in sorted(op.input_shape.members)}
    if op.output_shape:
        todo.append(op.output_shape)
        out["output"] = op.output_shape.name
        for key, name_ in (("resultWrapper", "wrapper"), ("payload", "payload")):
            if op.output_shape.serialization.get(key):
                out[name_] = op.output_shape.serialization[key]
    merged = pages(session, service, name)
    if merged:
        out["pages"] = merged
    return out


def service_document(session, service):
    model = session.get_service_model(service)
    todo, shapes = [], {}
    operations = {
        name: operation(session, service, model, name, todo)
        for name in sorted(model.operation_names)
        if name.startswith(READS) or name in ALSO.get(service, ())
    }
    while todo:
        child = todo.pop()
        if child.name not in shapes:
            shapes[child.name] = None
            # Asked for by name: a shape met as a member carries that member's own traits too.
            shapes[child.name] = shape(model.shape_for(child.name), todo)
    return {
        "service": service,
        "cli": CLI.get(service, service),
        "sdk_id": model.metadata["serviceId"],
        "protocol": wire_protocol(model),
        "api_version": model.metadata["apiVersion"],
        "operations": operations,
        "shapes": {name: shapes[name] for name in sorted(shapes)},
    }


def wire_protocol(model):
    """What the Rust SDK speaks: rpc-v2-cbor where it is all that its crate has, else the model's own."""
    if model.service_name in CBOR:
        return "rpc-v2-cbor"
    named = [model.metadata["protocol"], *model.metadata.get("protocols", [])]
    return next(protocol for protocol in named if protocol != "smithy-rpc-v2-cbor")


def text(document):
    """One line per operation and per shape, so that a change of the models reads well in a diff."""
    rows = [f' {json.dumps(key)}: {json.dumps(document[key])}' for key in document if key not in ("operations", "shapes")]
    for key in ("operations", "shapes"):
        inner = ",\n".join(f'  {json.dumps(n)}: {json.dumps(v, separators=(",", ":"))}' for n, v in document[key].items())
        rows.append(f' {json.dumps(key)}: {{\n{inner}\n }}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main():
    global PAGED
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    PAGED = set(loader.list_available_services("paginators-1"))
    changed = []
    for service in SERVICES:
        path, new = OUT / f"{service}.json", text(service_document(session, service))
        if not path.exists() or path.read_text() != new:
            changed.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new)
    print(f"botocore {botocore.__version__}: {len(SERVICES)} services, changed: {', '.join(changed) or 'none'}")
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
