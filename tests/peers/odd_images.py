"""Writes odd images, what a checkpoint may say of them, and what transformers makes of both.

usage: odd_images.py FOLDER            small results, as they are committed
       odd_images.py --large FOLDER    images and checkpoints of real sizes, and no results
       odd_images.py --compare FOLDER  how far FOLDER/ours, which ImageFolder wrote, is from transformers

FOLDER gets images/NAME.png and .jpg, checkpoints/NAME/preprocessor_config.json, and pixels.tsv: image,
checkpoint, height, width and the bytes in hexadecimal, before rescaling and normalisation. The same
versions of Pillow and transformers (requirements-torch.txt) write the same files.

Pillow 13 changes the height of an image first where it shrinks much more than the width; all releases
before, and Ballast, change the width first. Values are made in that order, by one step for each.
"""

import io
import json
import pathlib
import struct
import sys
import zlib

import numpy
from PIL import Image, ImageCms

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
INSTALLED = Image.Image.resize
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]

CHECKPOINTS = {
    "vit": {"image_processor_type": "ViTFeatureExtractor", "size": 7, "resample": 2,
            "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]},
    "deit": {"feature_extractor_type": "DeiTFeatureExtractor", "size": 9, "crop_size": 6, "resample": 3,
             "do_center_crop": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]},
    "dino": {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 8},
             "crop_size": {"height": 7, "width": 7}, "resample": 3, "do_convert_rgb": True,
             "rescale_factor": 0.00392156862745098},
    "clip": {"image_processor_type": "CLIPImageProcessor", "size": 5, "crop_size": {"height": 6, "width": 8}},
    "uncut": {"image_processor_type": "BitImageProcessorFast", "do_resize": False, "crop_size": 6},
}


def width_first(image, size, resample=None, **how):
    """What Image.resize does in releases before 13."""
    return INSTALLED(INSTALLED(image, (size[0], image.height), resample, **how), size, resample, **how)


def pattern(width, height, channels, top=255):
    """Waves that no axis or channel shares, with sharp edges on them."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(channels), indexing="ij")
    waves = numpy.sin(x * (0.11 + 0.05 * c) + 1.3 * c) * numpy.cos(y * (0.17 - 0.04 * c))
    values = 0.5 + 0.38 * waves + 0.12 * (((x // 5 + y // 3 + c) % 2) * 2 - 1)
    return numpy.clip(values * top, 0, top).astype(numpy.uint32)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def packed(samples, depth):
    """Unfiltered lines of samples (height, width, channels), each begun by the filter's number."""
    lines = []
    for line in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            data = line.astype(">u2").tobytes()
        elif depth == 8:
            data = line.astype(numpy.uint8).tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in line)
            bits += "0" * (-len(bits) % 8)
            data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        lines.append(b"\0" + data)
    return b"".join(lines)


def png(width, height, depth, kind, samples=None, interlaced=False, extra=()):
    """A PNG of any depth, which Pillow does not write."""
    if samples is None:
        samples = pattern(width, height, CHANNELS[kind], 2 ** depth - 1)
    if interlaced:
        passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        data = b"".join(packed(p, depth) for p in passes if p.size)
    else:
        data = packed(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*e) for e in extra)
            + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def palette(entries):
    return b"PLTE", bytes((37 * i + 91 * c * i) % 256 for i in range(entries) for c in range(3))


def profile():
    """Colours that nothing but a profile would explain, made at no time."""
    its = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    its[24:36] = bytes(12)
    return bytes(its)


def orientation(code, order="<"):
    """EXIF with one tag."""
    start = b"II*\0" if order == "<" else b"MM\0*"
    return start + struct.pack(order + "IHHHIHHI", 8, 1, 0x0112, 3, 1, code, 0, 0)


def jpeg(width, height, mode="RGB", **how):
    channels = {"RGB": 3, "L": 1, "CMYK": 4}[mode]
    pixels = pattern(width, height, channels).astype(numpy.uint8)
    image = Image.fromarray(pixels[..., 0] if mode == "L" else pixels, mode=None if mode != "CMYK" else "CMYK")
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 90, **how})
    return out.getvalue()


def without_segment(file, marker):
    """A JPEG without the segments of a marker."""
    out, at = bytearray(file[:2]), 2
    while file[at + 1] != 0xDA:
        end = at + 2 + struct.unpack_from(">H", file, at + 2)[0]
        out += file[at:end] if file[at + 1] != marker else b""
        at = end
    return bytes(out + file[at:])


def adobe_transform(file, code):
    at = file.index(b"Adobe") + 11
    return file[:at] + bytes([code]) + file[at + 1:]


def images():
    """Encoded images by name."""
    made = {}
    for width, height in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (5, 3), (7, 7), (17, 31), (64, 48), (112, 75)]:
        made[f"rgb-{width}x{height}.png"] = png(width, height, 8, RGB)
    made["wide-5000x20.png"] = png(5000, 20, 8, RGB, numpy.repeat(pattern(500, 20, 3), 10, axis=1))
    made["tall-20x5000.png"] = png(20, 5000, 8, RGB, numpy.repeat(pattern(20, 500, 3), 10, axis=0))
    for depth in [1, 2, 4, 8, 16]:
        made[f"grey-{depth}.png"] = png(23, 19, depth, GREY)
    made["grey-16-dark.png"] = png(23, 19, 16, GREY, pattern(23, 19, 1, 400))
    made["grey-1x1.png"] = png(1, 1, 8, GREY)
    for depth in [8, 16]:
        made[f"grey-alpha-{depth}.png"] = png(23, 19, depth, GREY_ALPHA)
        made[f"rgb-alpha-{depth}.png"] = png(23, 19, depth, RGB_ALPHA)
    made["rgb-16.png"] = png(23, 19, 16, RGB)
    for depth in [1, 2, 4, 8]:
        made[f"palette-{depth}.png"] = png(23, 19, depth, PALETTE, extra=[palette(2 ** depth)])
    made["palette-transparent.png"] = png(23, 19, 4, PALETTE, extra=[palette(16), (b"tRNS", bytes(range(0, 160, 10)))])
    made["rgb-transparent-color.png"] = png(23, 19, 8, RGB, extra=[(b"tRNS", struct.pack(">HHH", 255, 0, 0))])
    made["gamma.png"] = png(23, 19, 8, GREY, extra=[(b"gAMA", struct.pack(">I", 100000))])
    made["interlaced.png"] = png(23, 19, 8, RGB, interlaced=True)
    made["interlaced-grey-2.png"] = png(5, 3, 2, GREY, interlaced=True)
    made["turned-6.png"] = png(23, 19, 8, RGB, extra=[(b"eXIf", orientation(6))])
    for name, subsampling in [("444", 0), ("422", 1), ("420", 2)]:
        made[f"{name}.jpg"] = jpeg(61, 47, subsampling=subsampling)
    made["1x1.jpg"] = jpeg(1, 1)
    made["wide-3000x8.jpg"] = jpeg(3000, 8, quality=60)
    made["grey.jpg"] = jpeg(45, 33, "L")
    made["progressive.jpg"] = jpeg(61, 47, progressive=True)
    made["poor.jpg"] = jpeg(61, 47, quality=12)
    made["profile.jpg"] = jpeg(45, 33, icc_profile=profile())
    made["comment.jpg"] = jpeg(45, 33, comment=b"seen")
    made["stored-as-rgb.jpg"] = jpeg(45, 33, keep_rgb=True, subsampling=0)
    made["no-jfif.jpg"] = without_segment(jpeg(45, 33, subsampling=0), 0xE0)
    made["cmyk.jpg"] = jpeg(45, 33, "CMYK")
    made["ycck.jpg"] = adobe_transform(made["cmyk.jpg"], 2)
    for code in range(1, 9):
        made[f"turned-{code}.jpg"] = jpeg(45, 33, exif=b"Exif\0\0" + orientation(code, "<>"[code % 2]))
    made["turned-9.jpg"] = jpeg(45, 33, exif=b"Exif\0\0" + orientation(9))
    return made


def larger_images():
    """Photographs' sizes, with grain that makes every rounding show."""
    random = numpy.random.default_rng(7)
    made = images()
    for i, (width, height) in enumerate([(640, 480), (480, 640), (333, 500), (1023, 767), (200, 200), (1600, 900)]):
        grain = random.normal(0, 12, (height, width, 3))
        pixels = numpy.clip(pattern(width, height, 3) + grain, 0, 255).astype(numpy.uint8)
        for name, how in [(f"photo-{i}.png", {"format": "PNG", "compress_level": 1}),
                          (f"photo-{i}.jpg", {"format": "JPEG", "quality": 60 + 6 * i, "progressive": i % 2 == 1})]:
            out = io.BytesIO()
            Image.fromarray(pixels).save(out, **how)
            made[name] = out.getvalue()
    return made


LARGE = {
    "vit": {**CHECKPOINTS["vit"], "size": {"height": 224, "width": 224}},
    "deit": {**CHECKPOINTS["deit"], "size": 256, "crop_size": 224},
    "dino": {**CHECKPOINTS["dino"], "size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}},
    "clip": {**CHECKPOINTS["clip"], "size": 224, "crop_size": 224},
}


def processors(checkpoints, backend="pil"):
    """A processor of transformers for each checkpoint, that leaves bytes."""
    import importlib
    families = {"vit": "ViT", "deit": "DeiT", "dino": "Bit", "clip": "CLIP", "uncut": "Bit"}
    made = {}
    for name, said in checkpoints.items():
        family = families[name]
        infix, suffix = ("pil_", "Pil") if backend == "pil" else ("", "")
        module = importlib.import_module(
            f"transformers.models.{family.lower()}.image_processing_{infix}{family.lower()}")
        its = getattr(module, f"{family}ImageProcessor{suffix}")
        made[name] = its.from_dict({**said, "do_rescale": False, "do_normalize": False})
    return made


def pixels(processor, file):
    """(height, width, 3) bytes of an image, loaded as transformers loads one."""
    from transformers.image_utils import load_image
    values = processor(load_image(str(file)))["pixel_values"][0]
    return numpy.asarray(values).transpose(1, 2, 0).astype(numpy.uint8)


def write(folder, checkpoints, files):
    for name, said in checkpoints.items():
        path = folder / "checkpoints" / name
        path.mkdir(parents=True, exist_ok=True)
        (path / "preprocessor_config.json").write_text(json.dumps(said, indent=2) + "\n")
    (folder / "images").mkdir(exist_ok=True)
    for name, file in files.items():
        (folder / "images" / name).write_bytes(file)


def golden(folder):
    Image.Image.resize = width_first
    with open(folder / "pixels.tsv", "w") as out:
        for checkpoint, processor in processors(CHECKPOINTS).items():
            for file in sorted((folder / "images").iterdir()):
                its = pixels(processor, file)
                print(file.name, checkpoint, its.shape[0], its.shape[1], its.tobytes().hex(), sep="\t", file=out)


def compare(folder):
    """By what transformers resizes with: how many images, the furthest byte, the share of other bytes."""
    compared = {}
    for name, backend, resize in [("Pillow before 13", "pil", width_first), ("Pillow", "pil", INSTALLED),
                                  ("torchvision", "torchvision", INSTALLED)]:
        Image.Image.resize = resize
        furthest, other, every, count = 0, 0, 0, 0
        for checkpoint, processor in processors(LARGE, backend).items():
            for file in sorted((folder / "images").iterdir()):
                theirs = pixels(processor, file).astype(int).ravel()
                ours = numpy.frombuffer((folder / "ours" / checkpoint / file.name).read_bytes(), numpy.uint8)
                far = numpy.abs(theirs - ours)
                furthest, other = max(furthest, int(far.max())), other + int((far > 0).sum())
                every, count = every + far.size, count + 1
        compared[name] = {"images": count, "furthest": furthest, "other": other / every}
    return compared


def main(how, folder):
    if how == "--compare":
        print(json.dumps(compare(folder)))
    elif how == "--large":
        write(folder, LARGE, larger_images())
    else:
        write(folder, CHECKPOINTS, images())
        golden(folder)


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[-1]))
