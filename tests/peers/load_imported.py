"""Loads an imported folder with transformers and prints what it makes of a picture of waves, as JSON.

usage: load_imported.py FOLDER
"""

import json
import sys

import torch
import transformers


def picture(side=224):
    """The same as FocusViT.picture in the tests' Java."""
    x, y = torch.arange(side, dtype=torch.float64), torch.arange(side, dtype=torch.float64)[:, None]
    waves = [1.5 * torch.sin(0.05 * (c + 1) * x + 0.03 * y) for c in range(3)]
    return torch.stack(waves)[None].float()


def main(folder):
    model, loading = transformers.AutoModel.from_pretrained(folder, output_loading_info=True)
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    with torch.no_grad():
        states = model.eval()(pixel_values=picture()).last_hidden_state[0]
    print(json.dumps({
        "type": type(model).__name__, "processor": type(processor).__name__,
        "missing": sorted(loading["missing_keys"]), "unexpected": sorted(loading["unexpected_keys"]),
        "states": states.tolist()}))


if __name__ == "__main__":
    main(sys.argv[1])
