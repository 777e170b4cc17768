"""A BERT encoder in ONNX: write it from its weights, quantise it, run it.

`OnnxSession` needs onnxruntime and tokenizers only (0.2 s to import); sentence_transformers takes
6.5 s, so what needs it imports it late. Its own `backend="onnx"` is no way: optimum-onnx 0.1.0
demands transformers < 4.58, sentence-transformers 6 demands >= 5.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_OPSET = 20  # the first with Gelu
_EXCLUDED = np.float32(-1e4)


class OnnxSession:
    """A sentence encoder on one thread: tokens, encoder, mean, unit length.

    `encode` runs one text at a time: dynamic quantisation scales activations over the whole batch,
    so in a batch a vector would depend on its neighbours. Safe to call from many threads at once.
    """

    def __init__(self, model_file: Path, tokenizer_file: Path, max_tokens: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads collapse when cores are shared.
        for pool in ("intra_op", "inter_op"):
            options.add_session_config_entry(f"session.{pool}.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(model_file), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self.max_tokens = max_tokens
        self.dims: int = self._session.get_outputs()[0].shape[-1]

    def token_ids(self, text: str) -> list[int]:
        """All token ids of a text with its specials, not cut."""
        # Half a surrogate pair, as JSON may bring it, is no character for the tokenizer.
        return self._tokenizer.encode(text.encode("utf-8", "replace").decode()).ids

    def token_embeddings(self, ids: Ints, mask: Ints) -> Floats:
        """The encoder's output, `(n, tokens, dims)`, for ids and mask of `(n, tokens)`."""
        features = {"input_ids": ids, "attention_mask": mask}
        return cast(Floats, self._session.run(None, features)[0])

    def encode(self, text: str) -> Floats:
        """`(dims,)` float32 of unit length; the text is cut after `max_tokens` tokens."""
        ids = self.token_ids(text)
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        row = np.array([ids], dtype=np.int64)
        mean = self.token_embeddings(row, np.ones_like(row))[0].mean(axis=0)
        return mean / np.linalg.norm(mean)


def onnx_sentence_transformer(
    session: OnnxSession, tokenizer_folder: Path, prompts: Mapping[str, str]
) -> "SentenceTransformer":
    """The session as a SentenceTransformer: [OnnxTransformer, Pooling, Normalize].

    For tools that want that class. Encode with `batch_size=1` to get the vectors of
    `OnnxSession.encode`.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import InputModule, Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import AutoTokenizer

    class OnnxTransformer(InputModule):
        """Features with ids and mask -> the same with token embeddings."""

        def __init__(self) -> None:
            super().__init__()
            self.max_seq_length = session.max_tokens
            self.processor = AutoTokenizer.from_pretrained(  # nosec B615: a folder, no download
                tokenizer_folder, local_files_only=True
            )

        def get_embedding_dimension(self) -> int:
            return session.dims

        def preprocess(
            self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
        ) -> dict[str, Any]:
            texts = [f"{prompt or ''}{text}" for text in inputs]
            return dict(self.processor(texts, padding=True, truncation=True, return_tensors="pt"))

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            ids, mask = (features[name].numpy() for name in ("input_ids", "attention_mask"))
            return features | {
                "token_embeddings": torch.from_numpy(session.token_embeddings(ids, mask))
            }

        def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
            raise TypeError("the model folder holds the ONNX file already; copy that")

    modules: list[Any] = [OnnxTransformer(), Pooling(session.dims, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, device="cpu", prompts=dict(prompts))


def write_int8(model: Any, path: Path, kept_float: Sequence[str] = ()) -> None:
    """Write an ONNX model with int8 weights, one scale a column, activations scaled as they come.

    Weights use seven of their eight bits: processors without VNNI add two products in 16 bits,
    which eight bits overflow. On one with VNNI that costs .0003 of cosine and no time.

    Args:
        model: as `bert_graph` makes it.
        path: where to write.
        kept_float: stems of the matrices to keep in float32.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # The mark of a model prepared for quantisation; without it the root logger gets a warning.
    model.metadata_props.add(key="onnx.quant.pre_process", value="onnxruntime.quant")
    quantize_dynamic(
        model,
        path,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[f"{stem}.product" for stem in kept_float],
    )


def bert_graph(weights: Mapping[str, Floats], *, layers: int, heads: int, epsilon: float) -> Any:
    """An ONNX model: `input_ids`, `attention_mask` (n, tokens) -> `token_embeddings`.

    Written node by node, which takes a second: an export would import PyTorch, and needs
    onnxscript. All tokens are of type 0.

    Args:
        weights: a BERT checkpoint's, matrices as (out, in).
        layers: how many encoder layers.
        heads: how many attention heads a layer.
        epsilon: of the layer norms.
    """
    return _BertGraph(weights, heads, epsilon).build(layers)


class _BertGraph:
    """Collects nodes and weights; each method adds nodes and gives the name of their output."""

    def __init__(self, weights: Mapping[str, Floats], heads: int, epsilon: float) -> None:
        from onnx import helper, numpy_helper

        self._onnx, self._numpy = helper, numpy_helper
        self._weights = weights
        self._heads, self._epsilon = heads, epsilon
        self._nodes: list[Any] = []
        self._initializers: dict[str, Any] = {}
        self._dims = weights["embeddings.LayerNorm.bias"].size

    def build(self, layers: int) -> Any:
        from onnx import TensorProto

        hidden = self._embeddings()
        bias = self._mask_bias()
        for layer in range(layers):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}")
        self._add("Identity", [hidden], name="token_embeddings")
        make = self._onnx.make_tensor_value_info
        inputs = [
            make(name, TensorProto.INT64, ["n", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        outputs = [make("token_embeddings", TensorProto.FLOAT, ["n", "tokens", self._dims])]
        graph = self._onnx.make_graph(
            self._nodes, "bert", inputs, outputs, list(self._initializers.values())
        )
        opset = self._onnx.make_opsetid("", _OPSET)
        return self._onnx.make_model(graph, opset_imports=[opset], ir_version=10)

    def _add(self, op: str, inputs: Sequence[str], name: str = "", **attributes: Any) -> str:
        output = name or f"{op.lower()}_{len(self._nodes)}"
        self._nodes.append(self._onnx.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def _constant(self, name: str, numbers: NDArray[Any] | np.float32) -> str:
        array = np.asarray(numbers, order="C")
        self._initializers[name] = self._numpy.from_array(array, name)
        return name

    def _ints(self, *numbers: int) -> str:
        return self._constant("ints_" + "_".join(map(str, numbers)), np.array(numbers, np.int64))

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _embeddings(self) -> str:
        table = "embeddings.{}_embeddings.weight".format
        words = self._add("Gather", [self._weight(table("word")), "input_ids"])
        # Every token is of type 0, so the type's vector is part of each position's.
        places = self._weights[table("position")] + self._weights[table("token_type")][0]
        n_tokens = self._add("Shape", ["input_ids"], start=1, end=2)
        first = self._add(
            "Slice", [self._constant(table("position"), places), self._ints(0), n_tokens]
        )
        return self._norm(self._add("Add", [words, first]), "embeddings.LayerNorm")

    def _mask_bias(self) -> str:
        wide = self._add("Unsqueeze", ["attention_mask", self._ints(1, 2)])
        absent = self._add(
            "Sub", [self._constant("one", np.float32(1)), self._add("Cast", [wide], to=1)]
        )
        return self._add("Mul", [absent, self._constant("excluded", _EXCLUDED)])

    def _layer(self, hidden: str, bias: str, stem: str) -> str:
        context = self._attention(hidden, bias, f"{stem}.attention.self")
        attended = self._linear(context, f"{stem}.attention.output.dense")
        hidden = self._norm(
            self._add("Add", [attended, hidden]), f"{stem}.attention.output.LayerNorm"
        )
        inner = self._add("Gelu", [self._linear(hidden, f"{stem}.intermediate.dense")])
        outer = self._linear(inner, f"{stem}.output.dense")
        return self._norm(self._add("Add", [outer, hidden]), f"{stem}.output.LayerNorm")

    def _attention(self, hidden: str, bias: str, stem: str) -> str:
        query = self._per_head(self._linear(hidden, f"{stem}.query"), [0, 2, 1, 3])
        key = self._per_head(self._linear(hidden, f"{stem}.key"), [0, 2, 3, 1])
        value = self._per_head(self._linear(hidden, f"{stem}.value"), [0, 2, 1, 3])
        scale = self._constant("scale", np.float32((self._dims // self._heads) ** -0.5))
        scores = self._add("Mul", [self._add("MatMul", [query, key]), scale])
        shares = self._add("Softmax", [self._add("Add", [scores, bias])], axis=-1)
        mixed = self._add("Transpose", [self._add("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        return self._add("Reshape", [mixed, self._ints(0, 0, self._dims)])

    def _per_head(self, rows: str, order: list[int]) -> str:
        shape = self._ints(0, 0, self._heads, self._dims // self._heads)
        return self._add("Transpose", [self._add("Reshape", [rows, shape])], perm=order)

    def _linear(self, rows: str, stem: str) -> str:
        matrix = self._constant(f"{stem}.weight", self._weights[f"{stem}.weight"].T)
        product = self._add("MatMul", [rows, matrix], name=f"{stem}.product")
        return self._add("Add", [product, self._weight(f"{stem}.bias")])

    def _norm(self, rows: str, stem: str) -> str:
        inputs = [rows, self._weight(f"{stem}.weight"), self._weight(f"{stem}.bias")]
        return self._add("LayerNormalization", inputs, axis=-1, epsilon=self._epsilon)
