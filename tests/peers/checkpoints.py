"""Tiny random checkpoints of every family, and what transformers itself makes of them.

    python checkpoints.py FOLDER [SEED]

writes one Hugging Face folder per family into FOLDER. Beside the usual files, golden.safetensors
holds, for R rows, L layers, T prompt tokens, n positions, width D and F features:

  ids.r (n) or image.r (height, width, 3)   the row
  hidden.r (L, n, D)                        the input of each layer
  cls, mean (R, F)                          what a head reads, without prompts
  prompts (L, T, D), weights (R, F)         random; k prompted layers read the last k prompts
  cls.k, mean.k (R, F)                      the same with prompts after CLS in the last k layers
  cls.k.gradient, mean.k.gradient (k, T, D) of the sum of weights times that, by autograd

`python checkpoints.py --of MODEL FOLDER` writes the same for a text model that exists, without a
copy of its weights; `python checkpoints.py --pickle FOLDER` turns a folder's weights into a pickle.
"""

import functools
import json
import os
import pathlib
import shutil
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

LAYERS, WIDTH, HEADS, INNER, TOKENS = 3, 16, 2, 32, 2
SIZES = {
    "num_hidden_layers": LAYERS, "hidden_size": WIDTH, "num_attention_heads": HEADS,
    "intermediate_size": INNER}
TEXTS = ["", "offer", "A meeting report, with html!", "naïve <pad> text\nof Zürich 東京"]
IMAGE_SIZES = [(16, 16), (24, 20), (15, 21)]
CORPUS = ["the offer of a meeting", "a report with html", "reports of meetings and offers"] * 9


def word_pieces(folder):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    letters = [chr(ord("a") + i) for i in range(26)]
    words = ["offer", "report", "meeting", "with", "html", ",", "!"]
    vocabulary = [*special, *letters, *("##" + c for c in letters), *words]
    tokenizer = Tokenizer(models.WordPiece(
        {word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))
    return {"vocab_size": len(vocabulary), "max_position_embeddings": 40}


def byte_pairs(folder):
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=280, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.save(str(folder / "tokenizer.json"))
    return {"vocab_size": tokenizer.get_vocab_size(), "max_position_embeddings": 42,
            "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}


def bert(folder):
    return transformers.BertModel(transformers.BertConfig(**SIZES, **word_pieces(folder)))


def roberta(folder):
    return transformers.RobertaForMaskedLM(transformers.RobertaConfig(
        **SIZES, **byte_pairs(folder), type_vocab_size=1, layer_norm_eps=1e-5,
        hidden_act="gelu_new"))


def distilbert(folder):
    return transformers.DistilBertForSequenceClassification(transformers.DistilBertConfig(
        **word_pieces(folder), n_layers=LAYERS, dim=WIDTH, n_heads=HEADS, hidden_dim=INNER,
        activation="relu"))


def image(**sizes):
    return {**SIZES, "image_size": 16, "patch_size": 4, **sizes}


def vit(_):
    return transformers.ViTForImageClassification(transformers.ViTConfig(**image(qkv_bias=False)))


def deit(_):
    return transformers.DeiTForImageClassificationWithTeacher(transformers.DeiTConfig(**image()))


def dinov2_sizes():
    sizes = image(image_size=20, mlp_ratio=2, layer_norm_eps=1e-6)
    del sizes["intermediate_size"]
    return sizes


def dinov2(_):
    return transformers.Dinov2Model(transformers.Dinov2Config(**dinov2_sizes()))


def dinov2_with_registers(_):
    return transformers.Dinov2WithRegistersForImageClassification(
        transformers.Dinov2WithRegistersConfig(**dinov2_sizes(), num_register_tokens=3))


def clip(_):
    text = {**SIZES, "vocab_size": 20, "max_position_embeddings": 8}
    return transformers.CLIPModel(transformers.CLIPConfig(
        text_config=text, vision_config=image(), projection_dim=12))


def clip_vision_model(_):
    return transformers.CLIPVisionModel(transformers.CLIPVisionConfig(**image(hidden_act="gelu")))


# A family's builder, the type its weights are kept in, and how large a shard may be.
TEXT = {
    "bert": (bert, torch.float32, "15KB"),
    "roberta": (roberta, torch.bfloat16, "1GB"),
    "distilbert": (distilbert, torch.float16, "1GB"),
}
# The same, and how many positions stand before the patches.
IMAGE = {
    "vit": (vit, torch.float32, 1),
    "deit": (deit, torch.bfloat16, 2),
    "dinov2": (dinov2, torch.float32, 1),
    "dinov2_with_registers": (dinov2_with_registers, torch.float16, 4),
    "clip": (clip, torch.bfloat16, 1),
    "clip_vision_model": (clip_vision_model, torch.float16, 1),
}


def randomise(model, generator):
    """Gains, shifts, biases and tables of sizes that matter, where transformers starts from 1 or 0."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 0:
                continue
            if parameter.dim() == 1 or "lambda" in name:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.2)
                if name.endswith(("weight", "lambda1")) and "class" not in name:
                    parameter.add_(1)
            else:
                scale = 1.5 / parameter[0].numel() ** 0.5 if "embed" not in name else 0.5
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * scale)


def layers_of(model):
    tower = getattr(model, "vision_model", model)
    return next(m for m in tower.modules() if isinstance(m, torch.nn.ModuleList) and len(m) > 1)


class Prompted:
    """Puts prompts after CLS into the inputs of the last layers, and takes them out at the end."""

    def __init__(self, model, prompts):
        self.layers = list(layers_of(model))
        self.prompts = prompts
        self.inputs = []
        self.hooks = []

    def __enter__(self):
        first = len(self.layers) - len(self.prompts)
        for i, layer in enumerate(self.layers):
            self.hooks.append(layer.register_forward_pre_hook(
                functools.partial(self.insert, i - first), with_kwargs=True))
        return self

    def __exit__(self, *_):
        for hook in self.hooks:
            hook.remove()

    def insert(self, i, _, args, kwargs):
        named = "hidden_states" in kwargs
        x = kwargs["hidden_states"] if named else args[0]
        self.inputs.append(x)
        if i < 0 or len(self.prompts) == 0:
            return args, kwargs
        rest = x[:, 1:] if i == 0 else x[:, 1 + self.prompts.shape[1]:]
        x = torch.cat([x[:, :1], self.prompts[i][None], rest], 1)
        # A single row without padding needs no mask, and one made before would not fit.
        kwargs = {k: None if "mask" in k else v for k, v in kwargs.items()}
        args = tuple(None if torch.is_tensor(a) else a for a in args)
        if named:
            return args, {**kwargs, "hidden_states": x}
        return (x, *args[1:]), kwargs


def text_states(model, row):
    return model(input_ids=row).last_hidden_state


def image_states(model, row):
    """Resized positions where the family's class does not resize them by itself."""
    resized = {} if "Dinov2" in type(model).__name__ else {"interpolate_pos_encoding": True}
    return model(pixel_values=row, **resized).last_hidden_state


def clip_states(model, row):
    """CLIP's classes leave out the last norm of all positions but CLS, and the projection of all."""
    tower = getattr(model, "vision_model", model)
    states = tower.post_layernorm(image_states(tower, row))
    return model.visual_projection(states) if hasattr(model, "visual_projection") else states


def features(model, states, leading, row, prompts):
    """The inputs of the layers, and what a head reads: of CLS, and of the mean of the others."""
    with Prompted(model, prompts) as prompted:
        last = states(model, row)
    if len(prompts):
        last = torch.cat([last[:, :1], last[:, 1 + prompts.shape[1]:]], 1)
    return prompted.inputs, last[0, 0], last[0, leading:].mean(0)


def write_golden(folder, model, states, rows, leading, generator, extra):
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    none = torch.zeros(0, TOKENS, 1)
    tensors = dict(extra)
    plain = [features(model, states, leading, row, none) for row in rows]
    for r, (inputs, _, _) in enumerate(plain):
        tensors[f"hidden.{r}"] = torch.cat(inputs)
    tensors["cls"] = torch.stack([p[1] for p in plain])
    tensors["mean"] = torch.stack([p[2] for p in plain])
    layers, width = len(plain[0][0]), plain[0][0][0].shape[-1]
    prompts = torch.randn(layers, TOKENS, width, generator=generator)
    weights = torch.randn(tensors["cls"].shape, generator=generator)
    tensors |= {"prompts": prompts, "weights": weights}
    for k in range(1, layers + 1):
        own = prompts[layers - k:].clone().requires_grad_()
        pooled = [features(model, states, leading, row, own)[1:] for row in rows]
        for which, name in enumerate(("cls", "mean")):
            result = torch.stack([p[which] for p in pooled])
            (gradient,) = torch.autograd.grad((result * weights).sum(), own, retain_graph=True)
            tensors |= {f"{name}.{k}": result.detach(), f"{name}.{k}.gradient": gradient}
    save_file({k: v.detach().float().contiguous() for k, v in tensors.items()},
              folder / "golden.safetensors")


def write_text_golden(folder, model, tokenizer, texts, generator):
    ids = [tokenizer.encode(text).ids for text in texts]
    (folder / "texts.json").write_text(json.dumps(texts))
    extra = {f"ids.{r}": torch.tensor(row) for r, row in enumerate(ids)}
    rows = [torch.tensor([row]) for row in ids]
    write_golden(folder, model, text_states, rows, 0, generator, extra)


def write_text(folder, name, seed):
    build, dtype, shard = TEXT[name]
    generator = torch.Generator().manual_seed(seed)
    model = build(folder)
    randomise(model, generator)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    write_text_golden(folder, model, tokenizer, TEXTS, generator)


def write_image(folder, name, seed):
    build, dtype, leading = IMAGE[name]
    generator = torch.Generator().manual_seed(seed)
    model = build(folder)
    randomise(model, generator)
    model.to(dtype).save_pretrained(folder)
    side = getattr(model.config, "vision_config", model.config).image_size
    processor = {"image_processor_type": "ViTImageProcessor", "size": {"height": side, "width": side},
                 "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
                 "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32)
    images = [torch.randint(256, (*size, 3), generator=generator).float() for size in IMAGE_SIZES]
    mean, std = torch.tensor(processor["image_mean"]), torch.tensor(processor["image_std"])
    rows = [((i * processor["rescale_factor"] - mean) / std).permute(2, 0, 1)[None] for i in images]
    write_golden(folder, model, clip_states if "clip" in name else image_states, rows, leading,
                 generator, {f"image.{r}": image for r, image in enumerate(images)})


def write_existing(path, folder):
    folder.mkdir(parents=True)
    for file in pathlib.Path(path).iterdir():
        if file.suffix in (".json", ".safetensors"):
            (folder / file.name).symlink_to(file.resolve())
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    write_text_golden(folder, model, tokenizer, TEXTS, torch.Generator().manual_seed(1))


def pickle(folder):
    weights = folder / "model.safetensors"
    torch.save(load_file(weights), folder / "pytorch_model.bin")
    weights.unlink()


def main():
    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    if sys.argv[1] == "--of":
        write_existing(sys.argv[2], pathlib.Path(sys.argv[3]))
        return
    if sys.argv[1] == "--pickle":
        pickle(pathlib.Path(sys.argv[2]))
        return
    root, seed = pathlib.Path(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
    for name in (*TEXT, *IMAGE):
        folder = root / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (write_text if name in TEXT else write_image)(folder, name, seed)


if __name__ == "__main__":
    main()
