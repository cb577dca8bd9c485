"""Writes the images and what Pillow makes of them: name, channels, height, width, then the values channel by channel."""
import numpy as np
from PIL import Image

random = np.random.RandomState(7)
colour = random.randint(0, 256, (5, 7, 3)).astype(np.uint8)
grey = random.randint(0, 256, (9, 9)).astype(np.uint8)
Image.fromarray(colour).save("colour.png")
Image.fromarray(grey).save("grey.png")
Image.fromarray(colour).quantize(8).save("palette.png")
Image.fromarray(np.dstack([colour, random.randint(0, 256, (5, 7)).astype(np.uint8)])).save("opacity.png")
smooth = np.add.outer(np.arange(16) * 9, np.arange(24) * 4).astype(np.uint8)
Image.fromarray(smooth).save("smooth.jpg", quality=95)
Image.fromarray(colour).save("colour.bmp")

with open("pillow.txt", "w") as out:
    for name, mode, height, width in [
        ("colour.png", "RGB", 5, 7), ("colour.png", "RGB", 3, 3), ("colour.png", "RGB", 10, 9), ("colour.png", "L", 5, 7),
        ("grey.png", "L", 9, 9), ("grey.png", "L", 4, 5), ("grey.png", "RGB", 9, 9), ("palette.png", "RGB", 5, 7),
        ("opacity.png", "RGB", 5, 7), ("opacity.png", "RGBA", 5, 7), ("opacity.png", "L", 5, 7),
        ("smooth.jpg", "L", 16, 24), ("smooth.jpg", "L", 8, 8), ("colour.bmp", "RGB", 5, 7)]:
        image = Image.open(name).convert(mode)
        if (width, height) != image.size:
            image = image.resize((width, height), Image.BILINEAR)
        values = np.asarray(image)
        values = values[None] if values.ndim == 2 else values.transpose(2, 0, 1)
        print(name, *values.shape, *values.ravel(), file=out)
