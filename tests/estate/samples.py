"""An answer that has every member of an operation's shape: what is decoded of it is decoded of any answer."""

import datetime

ENDS = {"nexttoken", "nextmarker", "marker", "position", "nextpagetoken", "continuationtoken", "nextcontinuationtoken"}
MORE = ("istruncated", "hasmore")
MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
PLAIN = {"integer": 7, "long": 2**40, "float": 1.5, "double": 2.25, "timestamp": MOMENT, "blob": b"blob", "boolean": True}


def sample(shape, above=()):
    """The document of a shape; lists and maps have two elements, a shape within itself is left empty."""
    if shape is None:
        return {}
    kind = shape.type_name
    if kind == "structure":
        return structure(shape, above)
    if kind == "list":
        item = sample(shape.member, above)
        return [] if item == {} and shape.member.name in above else [item, item]
    if kind == "map":
        key = (shape.key.enum or ["a"])[0]
        return {key: sample(shape.value, above), **({} if shape.key.enum else {"b": sample(shape.value, above)})}
    if kind in PLAIN:
        return PLAIN[kind]
    if shape.name == "policyDocumentType":
        return "%7B%22Version%22%3A%20%222012-10-17%22%7D"
    if shape.name in ENDED:
        return ENDED[shape.name]
    text = f"a text of {shape.name} & <more>"
    return shape.enum[0] if shape.enum else text.ljust(shape.metadata.get("min", 0), ".")


# What is worked out is there: who asks would wait for it otherwise.
ENDED = {"ReportStateType": "COMPLETE", "jobStatusType": "COMPLETED"}


def structure(shape, above):
    if shape.name in above:
        return {}
    chosen = shape.members.items()
    if shape.is_tagged_union:
        chosen = list(chosen)[:1]
    document = {}
    for name, member in chosen:
        plain = name.lower()
        if plain in ENDS or plain.startswith(("lastevaluated", "nextrecord", "nextkeymarker", "nextuploadid")):
            continue
        document[name] = False if plain.startswith(MORE) else sample(member, (*above, shape.name))
        if plain == "maxitems" and member.type_name == "string":  # a number that botocore takes for a text
            document[name] = "100"
    return document
