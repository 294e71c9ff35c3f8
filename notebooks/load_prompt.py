"""A prompt that Ballast trained, in transformers: the same predictions without Ballast.

usage: python load_prompt.py prompt.safetensors MODEL_FOLDER < lines of text
"""

import json
import sys

import safetensors.torch
import torch
import transformers


class Prompted(torch.nn.Module):
    """Texts or images to label probabilities. Rows of different length go in one by one: the
    positions that pad a batch would have to be closed to attention."""

    def __init__(self, file, folder):
        super().__init__()
        with safetensors.safe_open(file, framework="pt") as opened:
            self.header = json.loads(opened.metadata()["ballast"])
        tensors = safetensors.torch.load_file(file)
        self.weight, self.bias = tensors["head.weight"], tensors["head.bias"]
        self.model = transformers.AutoModel.from_pretrained(folder).eval()
        prompts = tensors.get("prompt_embeddings", [])  # (layers, tokens, width) of the last layers
        layers = max((m for m in self.model.modules() if isinstance(m, torch.nn.ModuleList)), key=len)
        for layer, own in zip(layers[len(layers) - len(prompts):], prompts):
            layer.register_forward_pre_hook(self.insert(own), with_kwargs=True)
            layer.register_forward_hook(self.remove(len(own)))

    @staticmethod
    def insert(own):  # after CLS, where prompts have no position
        def hook(_, inputs, options):
            x = inputs[0]
            x = torch.cat([x[:, :1], own.expand(len(x), -1, -1), x[:, 1:]], dim=1)
            return (x, *(None for _ in inputs[1:])), {**options, "attention_mask": None} \
                if "attention_mask" in options else options
        return hook

    @staticmethod
    def remove(tokens):  # what the layer made of them: the next layer has its own
        def hook(_, inputs, output):
            x = output[0] if isinstance(output, tuple) else output
            x = torch.cat([x[:, :1], x[:, 1 + tokens:]], dim=1)
            return (x, *output[1:]) if isinstance(output, tuple) else x
        return hook

    @torch.no_grad()
    def forward(self, **row):
        hidden = self.model(**row).last_hidden_state
        pooled = hidden[:, 0] if self.header["pooling"].lower() == "cls" else hidden.mean(1)
        return torch.softmax(pooled @ self.weight.T + self.bias, dim=1)


def main(file, folder):
    prompted = Prompted(file, folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    labels, longest = prompted.header["labels"], prompted.header["max_tokens"]
    for text in sys.stdin:
        row = tokenizer(text.rstrip("\n"), truncation=True, max_length=longest, return_tensors="pt")
        print(json.dumps(dict(zip(labels, prompted(**row)[0].tolist()))))


if __name__ == "__main__":
    main(*sys.argv[1:])
