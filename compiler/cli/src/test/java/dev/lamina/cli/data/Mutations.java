package dev.lamina.cli.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes at random, as files become damaged or are made to do harm; the same seed gives the same changes. */
final class Mutations {
    private static final int MOST_BYTES = 1 << 16;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        32767,
        65535,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> WORDS = List.of(
            "model M {",
            "}",
            "{",
            "(",
            ")",
            "[",
            "]",
            "\"",
            "'",
            ",",
            ";",
            ":",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u001b[31m",
            "\u202e",
            "\ufeff",
            "input x: ",
            "vector[2]",
            "image[1, 4, 4]",
            "tokens[3] below 5",
            "fc(3)",
            "conv(2, kernel = 3)",
            "residual {",
            "repeat 3 {",
            "from x",
            "add(x)",
            "loss cross_entropy",
            "train { optimizer adam }",
            "1e308",
            "-0",
            "NaN",
            "Infinity",
            "0x1p3",
            "9".repeat(50),
            "\"shape\":[",
            "\"dtype\":\"F32\"",
            "\"data_offsets\":[0,",
            "\"__metadata__\":{",
            "training.step",
            "null",
            "true",
            "[]",
            "{}");

    private final Random random;
    private final List<byte[]> corpus;

    /** @param corpus files of which pieces are taken */
    Mutations(Random random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    /** One of the files with some changes. */
    byte[] next() {
        byte[] bytes = oneOf(corpus).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = changed(bytes);
        }
        return bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 << random.nextInt(8));
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes, at);
            case 1 -> replaced(bytes, at, length, new byte[0]);
            case 2 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 3 -> replaced(bytes, at, random.nextBoolean() ? length : 0, word());
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> number(bytes, at);
            case 6 -> replaced(bytes, at, length, new byte[length]);
            case 7 -> joined(bytes, at);
            default -> digits(bytes, at);
        };
    }

    private byte[] word() {
        return oneOf(WORDS).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] all = new byte[bytes.length - length + by.length];
        System.arraycopy(bytes, 0, all, 0, at);
        System.arraycopy(by, 0, all, at, by.length);
        System.arraycopy(bytes, at + length, all, at + by.length, bytes.length - at - length);
        return all;
    }

    private byte[] flipped(byte[] bytes, int at) {
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** A binary number of 1 to 8 bytes, in either order. */
    private byte[] number(byte[] bytes, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 1 << random.nextInt(4);
        boolean bigEndian = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (number >> 8 * (bigEndian ? width - 1 - i : i));
        }
        return bytes;
    }

    /** A piece of one file, then a piece of another. */
    private byte[] joined(byte[] bytes, int at) {
        byte[] other = oneOf(corpus);
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length - at, Arrays.copyOfRange(other, from, other.length));
    }

    /** Another number in the place of digits. */
    private byte[] digits(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && !Character.isDigit(bytes[at])) {
            at++;
        }
        int end = at;
        while (end < bytes.length && Character.isDigit(bytes[end])) {
            end++;
        }
        String number = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
        return replaced(bytes, at, end - at, number.getBytes(StandardCharsets.US_ASCII));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
