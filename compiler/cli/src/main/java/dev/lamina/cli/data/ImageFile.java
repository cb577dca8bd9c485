package dev.lamina.cli.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes an image file into the numbers that a model takes: channel by channel, row by row, from 0 to 255, in the size of the model.
 *
 * <p>One channel is the luminance 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), three are red, green and blue, four have the opacity behind
 * them. With fewer channels opacity is left out.
 */
final class ImageFile {

    /** Larger images are refused before memory is taken for them. */
    private static final long MOST_PIXELS = 100_000_000;

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

    private static final int GREY = 1;
    private static final int COLOUR = 3;
    private static final int WITH_OPACITY = 4;

    private final Path file;

    ImageFile(Path file) {
        this.file = file;
    }

    /** Whether the name is that of an image, and not of a hidden file. */
    static boolean is(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith);
    }

    /**
     * Reads an image.
     *
     * @param shape the channels, rows and columns that the model takes
     */
    float[] read(List<Integer> shape) throws IOException {
        int channels = shape.get(0);
        if (channels != GREY && channels != COLOUR && channels != WITH_OPACITY) {
            throw new DataException(
                    file.toString(),
                    "images have 1, 3 or 4 channels, but the model takes " + channels + ": image" + shape);
        }
        BufferedImage image = decode();
        int width = image.getWidth();
        int height = image.getHeight();
        float[] pixels = new float[channels * height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixel(image, x, y, pixels, y * width + x, height * width, channels);
            }
        }
        return Resampling.resize(pixels, channels, height, width, shape.get(1), shape.get(2));
    }

    private static void pixel(BufferedImage image, int x, int y, float[] to, int at, int plane, int channels) {
        int rgb = image.getRGB(x, y);
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        if (isGrey(image)) { // getRGB would change the brightness: Java's grey is linear
            Raster raster = image.getRaster();
            int bits = raster.getSampleModel().getSampleSize(0);
            red = bits > 8
                    ? raster.getSample(x, y, 0) >> bits - 8
                    : raster.getSample(x, y, 0) * 255 / ((1 << bits) - 1);
            green = red;
            blue = red;
        }
        if (channels == GREY) {
            to[at] = luminance(red, green, blue);
            return;
        }
        to[at] = red;
        to[at + plane] = green;
        to[at + 2 * plane] = blue;
        if (channels == WITH_OPACITY) {
            to[at + 3 * plane] = rgb >>> 24;
        }
    }

    private static boolean isGrey(BufferedImage image) {
        return image.getRaster().getNumBands() < COLOUR && !(image.getColorModel() instanceof IndexColorModel);
    }

    /** Rounded to a whole number, with the weights as multiples of 2^-16. */
    private static int luminance(int red, int green, int blue) {
        return red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16;
    }

    private BufferedImage decode() throws IOException {
        try (ImageInputStream bytes = ImageIO.createImageInputStream(Files.newInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
            if (!readers.hasNext()) {
                throw new DataException(
                        file.toString(), "it is no image that Java can read: PNG, JPEG, BMP and GIF are");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(bytes, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new DataException(
                            file.toString(),
                            "it has " + pixels + " pixels, but images of more than " + MOST_PIXELS + " are not read");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (DataException told) {
            throw told;
        } catch (IOException | RuntimeException damaged) { // decoders throw any exception for damaged bytes
            throw new DataException(file.toString(), "it is a damaged image: " + damaged.getMessage());
        }
    }
}
